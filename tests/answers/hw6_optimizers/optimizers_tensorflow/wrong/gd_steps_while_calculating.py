# `calculate_gradient` already makes the step. It should leave the model as it is.
# loses: gd_public, gd_gradient
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        pass
