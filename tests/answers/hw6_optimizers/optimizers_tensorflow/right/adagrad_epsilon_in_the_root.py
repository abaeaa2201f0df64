# epsilon in the root, the sums as variables.
# %% adagrad_class
class AdaGrad:
    def __init__(self, lr=0.001, epsilon=1e-7):
        self.lr, self.epsilon = lr, epsilon
        self.r = [tf.Variable([[0.1, 0.1]]), tf.Variable([0.1])]

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        for r, g, variable in zip(self.r, grads, (model.w, model.b)):
            g = tf.reshape(g, r.shape)
            r.assign_add(g * g)
            variable.assign_sub(tf.reshape(self.lr * g / tf.sqrt(r + self.epsilon), variable.shape))
