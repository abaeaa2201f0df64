# The gradient is the sum of those of all samples, not that of one random sample.
# loses: sgd_public, sgd_draws, sgd_asked
# %% sgd_class
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        total = [0.0, 0.0]
        for i in range(len(X)):
            with tf.GradientTape() as tape:
                cost = loss(y[i : i + 1], model(X[i : i + 1]))
            found = tape.gradient(cost, [model.w, model.b])
            total = [total[0] + found[0], total[1] + found[1]]
        return tuple(total)

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
