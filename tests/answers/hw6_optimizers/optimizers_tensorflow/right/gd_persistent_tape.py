# Two gradients of a persistent tape; assign.
# %% gd_class
class GD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        with tf.GradientTape(persistent=True) as tape:
            cost = tf.reduce_mean(tf.square(model(X) - y))
        return tape.gradient(cost, model.w), tape.gradient(cost, model.b)

    def apply_gradient(self, grads, model):
        model.w.assign(model.w - self.lr * grads[0])
        model.b.assign(model.b - self.lr * grads[1])
