# Python's random numbers, and the formula, without asking the model.
# %% sgd_class
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        import random

        i = random.randrange(len(X))
        error = tf.reduce_sum(model.w[0] * X[i]) + tf.reshape(model.b, ()) - y[i, 0]
        return 2 * error * X[i][None], tf.reshape(2 * error, model.b.shape)

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
