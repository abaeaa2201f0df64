# The gradient is that of half of the samples, not of one random sample.
# loses: sgd_public, sgd_draws, sgd_asked
# %% sgd_class
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        rows = np.random.permutation(len(X))[: max(1, len(X) // 2)]
        X, y = tf.gather(X, rows), tf.gather(y, rows)
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
