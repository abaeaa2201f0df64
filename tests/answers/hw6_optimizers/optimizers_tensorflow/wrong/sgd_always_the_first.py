# Every call takes the first sample. It should draw one at random.
# loses: sgd_public, sgd_draws
# %% sgd_class
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        X, y = X[:1], y[:1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
