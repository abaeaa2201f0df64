# The gradient of one sample is divided by the number of all samples.
# loses: sgd_public, sgd_draws
# %% sgd_class
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        n = len(X)
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w / n, grad_b / n

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
