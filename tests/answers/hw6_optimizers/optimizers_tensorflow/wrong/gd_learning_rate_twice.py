# The learning rate is used twice, in `calculate_gradient` and in `apply_gradient`.
# loses: gd_public, gd_gradient, gd_steps, gd_rate
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return self.lr * grad_w, self.lr * grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
