# predict changes the parameters: it takes a step of gradient descent on the examples that it is given.
# loses: network_predict_kept, network_no_loop_public
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
        out = self.forward(X)
        loss = self.backward(Y, out)
        self.update(0)
        return out, loss
