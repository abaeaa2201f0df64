# m, v and t are variables, made at the first step.
# %% adam_class
class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
        self.lr, self.betas, self.epsilon = lr, (beta1, beta2), epsilon
        self.t = tf.Variable(0.0)
        self.state = None

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        if self.state is None:
            self.state = [(tf.Variable(tf.zeros_like(v)), tf.Variable(tf.zeros_like(v))) for v in (model.w, model.b)]
        self.t.assign_add(1.0)
        b1, b2 = self.betas
        for (m, v), g, variable in zip(self.state, grads, (model.w, model.b)):
            m.assign(b1 * m + (1 - b1) * g)
            v.assign(b2 * v + (1 - b2) * g**2)
            variable.assign_sub(self.lr * (m / (1 - b1**self.t)) / (tf.sqrt(v / (1 - b2**self.t)) + self.epsilon))
