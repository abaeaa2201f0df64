# The bias corrections are missing: m and v are used as they are, although both start at 0.
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
        self.t += 1
        for k, variable in enumerate([model.w, model.b]):
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * grads[k] ** 2
            m_hat = self.m[k]
            v_hat = self.v[k]
            variable.assign_sub(self.lr * m_hat / (tf.sqrt(v_hat) + self.epsilon))
