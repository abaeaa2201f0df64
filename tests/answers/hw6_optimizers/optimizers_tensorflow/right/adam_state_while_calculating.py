# m, v and t are kept in calculate_gradient, which returns the corrected averages.
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
        i = np.random.randint(len(X))
        with tf.GradientTape() as tape:
            cost = loss(y[i : i + 1], model(X[i : i + 1]))
        grads = tape.gradient(cost, [model.w, model.b])
        self.t += 1
        for k, g in enumerate(grads):
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * g
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * g * g
        return tuple(grads)

    def apply_gradient(self, grads, model):
        for k, variable in enumerate((model.w, model.b)):
            m_hat = self.m[k] / (1 - self.beta1**self.t)
            v_hat = self.v[k] / (1 - self.beta2**self.t)
            variable.assign_sub(self.lr * m_hat / (tf.sqrt(v_hat) + self.epsilon))
