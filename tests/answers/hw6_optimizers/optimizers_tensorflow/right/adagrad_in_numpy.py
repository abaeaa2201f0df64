# The sums are NumPy arrays.
# %% adagrad_class
class AdaGrad:
    def __init__(self, lr=0.001, epsilon=1e-7):
        self.lr, self.epsilon = lr, epsilon
        self.r = [np.full((1, 2), 0.1, np.float32), np.float32(0.1)]

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        for k, variable in enumerate((model.w, model.b)):
            g = grads[k].numpy()
            self.r[k] = self.r[k] + g**2
            variable.assign(variable.numpy() - self.lr * g / (np.sqrt(self.r[k]) + self.epsilon))
