# grad_w of shape (2,), which fits (1, 2).
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        error = (model(X) - y)[:, 0]
        return 2 * tf.reduce_mean(error[:, None] * X, axis=0), 2 * tf.reduce_mean(error)

    def apply_gradient(self, grads, model):
        model.w.assign_sub(self.lr * grads[0][None])
        model.b.assign_sub(self.lr * tf.reshape(grads[1], model.b.shape))
