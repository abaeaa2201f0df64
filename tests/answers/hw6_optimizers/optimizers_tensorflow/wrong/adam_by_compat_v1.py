# TensorFlow 1's own Adam does the work. No built-in optimizer may be used in an answer.
# loses: adam_public, adam_steps, adam_settings, adam_apart, adam_draws
# %% adam_class
class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
        self.inner = tf.compat.v1.train.AdamOptimizer(lr, beta1, beta2, epsilon)

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        self.inner.apply_gradients(list(zip(grads, [model.w, model.b])))
