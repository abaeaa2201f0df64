# The style of the hand-out's code: ordered dictionaries, and the activation is passed on to the initialiser.
# %% fc_class
from collections import OrderedDict


class FullyConnected(Layer):
    def __init__(self, n_out, activation, weight_init="xavier_uniform"):
        super().__init__()
        self.n_in = None
        self.n_out = n_out
        self.activation = initialize_activation(activation)
        self.init_weights = initialize_weights(weight_init, activation=activation)

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        W = self.init_weights((self.n_in, self.n_out))
        b = np.zeros((1, self.n_out))
        self.parameters = OrderedDict({"W": W, "b": b})
        self.cache = OrderedDict({"Z": [], "X": []})
        self.gradients = OrderedDict({"W": np.zeros_like(W), "b": np.zeros_like(b)})

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        Z = X @ self.parameters["W"] + self.parameters["b"]
        out = self.activation(Z)
        self.cache["Z"] = Z
        self.cache["X"] = X
        return out

    def backward(self, dLdY):
        X, Z = self.cache["X"], self.cache["Z"]
        dZ = self.activation.backward(Z, dLdY)
        dX = dZ @ self.parameters["W"].T
        dW = X.T @ dZ
        dB = dZ.sum(axis=0, keepdims=True)
        self.gradients["W"] = dW
        self.gradients["b"] = dB
        return dX
