# A column of ones stands for the bias; gradients are cleared and added to.
# %% fc_class
class FullyConnected(Layer):
    def __init__(self, n_out, activation, weight_init="xavier_uniform"):
        self.n_in, self.n_out = None, n_out
        self.activation = initialize_activation(activation)
        self.init_weights = initialize_weights(weight_init)

    def _init_parameters(self, X_shape):
        self.n_in = X_shape[1]
        self.parameters = {"W": self.init_weights((self.n_in, self.n_out)), "b": np.zeros((1, self.n_out))}
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}

    def forward(self, X):
        if self.n_in is None:
            self._init_parameters(X.shape)
        ones = np.ones((X.shape[0], 1))
        self.cache["X"] = np.hstack([X, ones])
        self.cache["Z"] = self.cache["X"] @ np.vstack([self.parameters["W"], self.parameters["b"]])
        return self.activation.forward(self.cache["Z"])

    def backward(self, dLdY):
        dZ = self.activation.backward(self.cache["Z"], dLdY)
        both = self.cache["X"].T @ dZ
        self.gradients["W"][:] = 0
        self.gradients["b"][:] = 0
        self.gradients["W"] += both[:-1]
        self.gradients["b"] += both[-1:]
        return dZ @ self.parameters["W"].T

# %% fc_formula
def fc_gradients(X, W, dLdZ, r, i, j):
    return X[:, i] @ dLdZ[:, j], dLdZ[:, j].sum(), dLdZ[r] @ W[i]
