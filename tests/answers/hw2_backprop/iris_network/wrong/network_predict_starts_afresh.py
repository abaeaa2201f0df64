# predict draws new parameters for every layer. It should use those that are there.
# loses: network_predict, network_predict_kept, network_no_loop_public
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
        return self.loss.forward(target, out)

    def predict(self, X, Y):
        for layer in self.layers:
            layer._init_parameters(X.shape)
            X = layer.forward(X)
        return X, self.loss.forward(Y, X)
