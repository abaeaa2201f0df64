# The bias's gradient has the shape (n_out,); einsum; an OrderedDict, and the cache holds more than needed.
# %% fc_class
from collections import OrderedDict


class FullyConnected(Layer):
    def __init__(self, n_out, activation, weight_init="xavier_uniform"):
        self.n_in, self.n_out = None, n_out
        self.activation = initialize_activation(activation)
        self.init_weights = initialize_weights(weight_init)

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        W = self.init_weights((self.n_in, self.n_out))
        b = np.zeros((1, self.n_out))
        self.parameters = OrderedDict({"W": W, "b": b})
        self.cache = OrderedDict()
        self.gradients = OrderedDict({"W": np.zeros_like(W), "b": np.zeros_like(b)})

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        W, b = self.parameters["W"], self.parameters["b"]
        Z = np.einsum("ij,jk->ik", X, W) + b
        out = self.activation(Z)
        self.cache["X"], self.cache["Z"], self.cache["out"] = X, Z, out
        return out

    def backward(self, dLdY):
        X, Z = self.cache["X"], self.cache["Z"]
        dLdZ = self.activation.backward(Z, dLdY)
        self.gradients["W"] = np.einsum("ij,ik->jk", X, dLdZ)
        self.gradients["b"] = np.sum(dLdZ, axis=0)
        return np.einsum("ik,jk->ij", dLdZ, self.parameters["W"])
