# The gradient is that of the notebook's own points. The arguments `X` and `y` are ignored.
# loses: gd_public, gd_gradient, gd_steps, gd_rate
# %% gd_class
POINTS_X, POINTS_Y = X, y


class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(POINTS_Y, model(POINTS_X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
