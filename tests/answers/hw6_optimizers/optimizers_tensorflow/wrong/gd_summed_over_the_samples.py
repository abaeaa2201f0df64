# The gradients are summed over the samples and not averaged: right for one sample only.
# loses: gd_public, gd_gradient, gd_steps, gd_rate
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        error = model(X) - y
        return 2 * tf.transpose(error) @ X, 2 * tf.reduce_sum(error)

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
