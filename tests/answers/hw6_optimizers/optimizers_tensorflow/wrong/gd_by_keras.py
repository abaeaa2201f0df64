# Keras's own SGD does the work. No built-in optimizer may be used in an answer.
# loses: gd_public, gd_gradient, gd_steps, gd_rate
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.inner = tf.keras.optimizers.SGD(lr)

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        self.inner.apply_gradients(zip(grads, [model.w, model.b]))
