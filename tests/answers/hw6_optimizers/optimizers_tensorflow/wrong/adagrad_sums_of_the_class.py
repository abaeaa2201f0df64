# A new optimizer goes on with the sums of an earlier one. Each optimizer needs sums of its own.
# loses: adagrad_steps, adagrad_settings, adagrad_apart
# %% adagrad_class
class AdaGrad:
    r_w, r_b = 0.1, 0.1

    def __init__(self, lr=0.001, epsilon=1e-7):
        self.lr = lr
        self.epsilon = epsilon

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        AdaGrad.r_w = AdaGrad.r_w + grad_w**2
        AdaGrad.r_b = AdaGrad.r_b + grad_b**2
        model.w.assign_sub(self.lr * grad_w / (tf.sqrt(AdaGrad.r_w) + self.epsilon))
        model.b.assign_sub(self.lr * grad_b / (tf.sqrt(AdaGrad.r_b) + self.epsilon))
