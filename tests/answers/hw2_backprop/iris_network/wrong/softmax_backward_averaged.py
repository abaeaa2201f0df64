# The gradient is divided by the batch size: right only for one example. The mean is the loss's work.
# loses: softmax_backward_public, softmax_backward_values, softmax_backward_alone
# %% softmax_class
class SoftMax(Activation):
    def forward(self, Z):
        powers = np.exp(Z - Z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def backward(self, Z, dY):
        Y = self.forward(Z)
        return Y * (dY - (Y * dY).sum(axis=1, keepdims=True)) / len(Z)
