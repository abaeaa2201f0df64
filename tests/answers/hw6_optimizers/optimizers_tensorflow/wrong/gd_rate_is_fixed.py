# The argument `lr` is ignored: the learning rate is always 0.01.
# loses: gd_public, gd_rate
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = 0.01

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
