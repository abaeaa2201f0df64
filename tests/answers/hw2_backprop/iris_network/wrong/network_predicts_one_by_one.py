# The values may be right, but Python goes through the examples one by one, which is ruled out here: map, np.vectorize
# and comprehensions count, too.
# loses: network_forward_public, network_forward_depths, network_backward_public, network_backward_loss, network_backward_gradients
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
        out = np.concatenate([self.forward(x[None]) for x in X])
        return out, self.loss.forward(Y, out)
