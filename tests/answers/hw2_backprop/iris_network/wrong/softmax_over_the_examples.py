# The probabilities are normalised over the wrong axis: the columns sum to 1 instead of the rows.
# loses: softmax_forward_public, softmax_forward_values, softmax_forward_large, softmax_forward_mixed
# loses: softmax_backward_public, softmax_backward_values, softmax_backward_single, softmax_backward_alone
# %% softmax_class
class SoftMax(Activation):
    def forward(self, Z):
        powers = np.exp(Z - Z.max(axis=0))
        return powers / powers.sum(axis=0)

    def backward(self, Z, dY):
        Y = self.forward(Z)
        return Y * (dY - (Y * dY).sum(axis=1, keepdims=True))
