# The step changes w, but never b.
# loses: gd_public, gd_steps, gd_rate
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        model.w.assign_sub(self.lr * grads[0])
