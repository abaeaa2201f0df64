# The step is plain gradient descent: neither m nor v is used.
# loses: adam_public, adam_steps, adam_settings, adam_apart
# %% adam_class
class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.t = 0
        self.m = [0.0, 0.0]
        self.v = [0.0, 0.0]

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
