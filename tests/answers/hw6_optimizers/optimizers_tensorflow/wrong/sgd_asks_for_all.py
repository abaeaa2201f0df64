# The model is asked for the predictions of all samples, although only one of them is used.
# loses: sgd_asked
# %% sgd_class
class SGD:
    def __init__(self, lr=0.01):
        self.lr = lr

    def calculate_gradient(self, X, y, model):
        i = np.random.randint(len(X))
        with tf.GradientTape() as tape:
            cost = loss(y[i : i + 1], model(X)[i : i + 1])
        return tape.gradient(cost, [model.w, model.b])

    def apply_gradient(self, grads, model):
        grad_w, grad_b = grads
        model.w.assign_sub(self.lr * grad_w)
        model.b.assign_sub(self.lr * grad_b)
