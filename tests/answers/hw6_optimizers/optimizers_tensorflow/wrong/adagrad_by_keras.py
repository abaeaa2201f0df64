# Keras's own Adagrad does the work. No built-in optimizer may be used in an answer.
# loses: adagrad_public, adagrad_steps, adagrad_settings, adagrad_apart, adagrad_draws
# %% adagrad_class
class AdaGrad:
    def __init__(self, lr=0.001, epsilon=1e-7):
        self.inner = tf.keras.optimizers.Adagrad(lr, epsilon=epsilon)

    def calculate_gradient(self, X, y, model):
        i = int(np.random.randint(0, X.shape[0]))
        X, y = X[i : i + 1], y[i : i + 1]
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        grad_w, grad_b = tape.gradient(cost, [model.w, model.b])
        return grad_w, grad_b

    def apply_gradient(self, grads, model):
        self.inner.apply_gradients(zip(grads, [model.w, model.b]))
