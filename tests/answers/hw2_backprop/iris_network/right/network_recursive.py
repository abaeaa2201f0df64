# The layers are gone through by recursion.
# %% network_class
class NeuralNetwork(Network):
    def forward(self, X):
        return self._through(list(self.layers), X)

    def _through(self, layers, X):
        return X if not layers else self._through(layers[1:], layers[0].forward(X))

    def backward(self, target, out):
        upstream = self.loss.backward(target, out)
        place = len(self.layers)
        while place > 0:
            place -= 1
            upstream = self.layers[place].backward(upstream)
        return float(self.loss.forward(target, out))

    def predict(self, X, Y):
        Y_hat = self.forward(X)
        return Y_hat, float(self.loss.forward(Y, Y_hat))
