# One expression after the other instead of calls of the layer functions, as lecture notes write it; a defaultdict for
# the gradients.
# %% classifier_model
from collections import defaultdict


class SoftmaxClassifier(object):
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        self.params = {}
        self.params["W1"] = np.random.randn(input_dim, hidden_dim) * weight_scale
        self.params["W2"] = np.random.randn(hidden_dim, num_classes) * weight_scale
        self.params["b1"] = np.zeros_like(self.params["W1"][0])
        self.params["b2"] = np.zeros_like(self.params["W2"][0])

    def loss(self, X, y=None):
        W1, b1, W2, b2 = (self.params[k] for k in ("W1", "b1", "W2", "b2"))
        hidden = np.maximum(0, X @ W1 + b1)
        scores = hidden @ W2 + b2
        if y is None:
            return scores
        N = X.shape[0]
        shifted = scores - scores.max(axis=1, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        loss = -log_probs[range(N), y].mean()
        grads = defaultdict(float)
        dscores = np.exp(log_probs)
        dscores[range(N), y] -= 1
        dscores /= N
        grads["W2"] = hidden.T @ dscores
        grads["b2"] += dscores.sum(axis=0)
        dhidden = dscores @ W2.T
        dhidden[hidden <= 0] = 0
        grads["W1"] = X.T @ dhidden
        grads["b1"] += dhidden.sum(axis=0)
        return loss, grads
