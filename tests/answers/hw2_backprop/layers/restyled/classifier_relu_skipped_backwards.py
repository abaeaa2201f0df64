# On the way back the gradient of the hidden units goes straight into the first layer, past the ReLU.
# loses: classifier_gradient_public, classifier_grads_hidden
# %% classifier_model
class SoftmaxClassifier:
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        self.params = {}
        sizes = [input_dim, hidden_dim, num_classes]
        for number in (1, 2):
            shape = (sizes[number - 1], sizes[number])
            self.params[f"W{number}"] = np.random.normal(0.0, weight_scale, size=shape)
            self.params[f"b{number}"] = np.zeros(sizes[number])

    def _hidden(self, X):
        before = np.dot(X, self.params["W1"]) + self.params["b1"]
        return np.where(before > 0, before, 0.0)

    def loss(self, X, y=None):
        hidden = self._hidden(X)
        scores = np.dot(hidden, self.params["W2"]) + self.params["b2"]
        if y is None:
            return scores
        grads = {}
        loss, upstream = softmax_loss(scores, y)
        for number, below in ((2, hidden), (1, X)):
            grads[f"W{number}"] = below.T @ upstream
            grads[f"b{number}"] = upstream.sum(axis=0)
            upstream = upstream @ self.params[f"W{number}"].T
        return loss, grads
