# The argument `epsilon` is ignored: a small fixed number is used instead.
# loses: adagrad_settings
# %% adagrad_class
class AdaGrad:
    def __init__(self, lr=0.001, epsilon=1e-7):
        self.lr = lr
        self.epsilon = 1e-7
        self.r_w = 0.1
        self.r_b = 0.1

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        self.r_w = self.r_w + grad_w**2
        self.r_b = self.r_b + grad_b**2
        model.w.assign_sub(self.lr * grad_w / (tf.sqrt(self.r_w) + self.epsilon))
        model.b.assign_sub(self.lr * grad_b / (tf.sqrt(self.r_b) + self.epsilon))
