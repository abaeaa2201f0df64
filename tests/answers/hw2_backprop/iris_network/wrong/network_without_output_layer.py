# forward leaves out the last layer.
# loses: network_forward_public, network_forward_depths, network_backward_public, network_backward_loss
# loses: network_backward_gradients, network_predict, network_predict_kept, network_no_loop_public
# %% network_class
class NeuralNetwork(Network):
    def forward(self, X):
        for layer in self.layers[:-1]:
            X = layer.forward(X)
        return X

    def backward(self, target, out):
        gradient = self.loss.backward(target, out)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return self.loss.forward(target, out)

    def predict(self, X, Y):
        out = self.forward(X)
        return out, self.loss.forward(Y, out)
