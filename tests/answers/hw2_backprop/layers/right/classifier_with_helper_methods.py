# The passes are methods of their own, and the model keeps books (sizes, caches, number of calls) beside its params.
# %% classifier_model
class SoftmaxClassifier:
    """fc - relu - fc - softmax."""

    KEYS = ("W1", "b1", "W2", "b2")

    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        self.sizes = (input_dim, hidden_dim, num_classes)
        self.calls = 0
        self.caches = []
        self.params = dict(zip(self.KEYS, [
            self._weights(input_dim, hidden_dim, weight_scale), np.zeros((hidden_dim,)),
            self._weights(hidden_dim, num_classes, weight_scale), np.zeros((num_classes,)),
        ]))

    @staticmethod
    def _weights(rows, columns, scale):
        return np.random.default_rng(rows + columns).normal(0, scale, (rows, columns))

    def _forward(self, X):
        W1, b1, W2, b2 = (self.params[key] for key in self.KEYS)
        hidden, first = fc_forward(X, W1, b1)
        active, gate = relu_forward(hidden)
        scores, second = fc_forward(active, W2, b2)
        self.caches = [first, gate, second]
        return scores

    def _backward(self, dscores):
        first, gate, second = self.caches
        dactive, dW2, db2 = fc_backward(dscores, second)
        _, dW1, db1 = fc_backward(relu_backward(dactive, gate), first)
        return dict(W1=dW1, b1=db1, W2=dW2, b2=db2)

    def loss(self, X, y=None):
        self.calls += 1
        scores = self._forward(X)
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        return loss, self._backward(dscores)
