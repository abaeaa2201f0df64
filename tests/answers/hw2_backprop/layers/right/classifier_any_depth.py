# A network of any depth in a class of its own, of which the one asked for is a special case.
# %% +after softmax_inputs_kept
class Network:
    def __init__(self, sizes, weight_scale):
        self.depth = len(sizes) - 1
        self.params = {}
        for l in range(1, self.depth + 1):
            self.params["W" + str(l)] = weight_scale * np.random.standard_normal((sizes[l - 1], sizes[l]))
            self.params["b" + str(l)] = np.zeros(sizes[l])

    def loss(self, X, y=None):
        caches = []
        for l in range(1, self.depth + 1):
            X, cache = fc_forward(X, self.params[f"W{l}"], self.params[f"b{l}"])
            caches.append(cache)
            if l < self.depth:
                X, cache = relu_forward(X)
                caches.append(cache)
        if y is None:
            return X
        value, d = softmax_loss(X, y)
        grads = {}
        for l in range(self.depth, 0, -1):
            d, grads[f"W{l}"], grads[f"b{l}"] = fc_backward(d, caches.pop())
            if caches:
                d = relu_backward(d, caches.pop())
        return value, grads

# %% classifier_model
class SoftmaxClassifier(Network):
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        super().__init__([input_dim, hidden_dim, num_classes], weight_scale)
