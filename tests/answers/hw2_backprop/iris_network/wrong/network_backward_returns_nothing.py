# backward fills the gradients, but does not return the loss.
# loses: network_backward_public, network_backward_loss, network_no_loop_public
# %% network_class
class NeuralNetwork(Network):
    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, target, out):
        gradient = self.loss.backward(target, out)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)

    def predict(self, X, Y):
        out = self.forward(X)
        return out, self.loss.forward(Y, out)
