# `calculate_gradient` returns the two gradients in the wrong order: that of b comes first.
# loses: gd_public, gd_gradient
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_b, grad_w

    def apply_gradient(self, grads, model):
        grad_b, grad_w = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
