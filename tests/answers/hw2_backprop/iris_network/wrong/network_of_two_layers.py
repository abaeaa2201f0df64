# The network is right only for exactly two layers. It should work for any number of them.
# loses: network_forward_depths, network_backward_loss, network_backward_gradients, network_predict
# %% network_class
class NeuralNetwork(Network):
    def forward(self, X):
        return self.layers[1].forward(self.layers[0].forward(X))

    def backward(self, target, out):
        gradient = self.layers[1].backward(self.loss.backward(target, out))
        self.layers[0].backward(gradient)
        return self.loss.forward(target, out)

    def predict(self, X, Y):
        out = self.forward(X)
        return out, self.loss.forward(Y, out)
