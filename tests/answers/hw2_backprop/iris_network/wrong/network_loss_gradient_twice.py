# The gradient of the loss is multiplied by itself before it reaches the last layer.
# loses: network_backward_public, network_backward_gradients
# %% network_class
class NeuralNetwork(Network):
    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, target, out):
        gradient = self.loss.backward(target, out) * self.loss.backward(target, out)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return self.loss.forward(target, out)

    def predict(self, X, Y):
        out = self.forward(X)
        return out, self.loss.forward(Y, out)
