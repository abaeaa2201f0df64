# backward returns the gradient of W. That of X is asked for.
# loses: fc_backward_public, fc_backward_input, fc_activations, fc_again, fc_no_loop_public
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
        Z = X @ self.parameters["W"] + self.parameters["b"]
        self.cache = {"X": X, "Z": Z}
        return self.activation.forward(Z)

    def backward(self, dLdY):
        dZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients = {"W": self.cache["X"].T @ dZ, "b": dZ.sum(axis=0, keepdims=True)}
        return self.gradients["W"]
