# The caller's own Z is changed: forward subtracts the maximum in place.
# loses: softmax_forward_public, softmax_inputs_kept
# %% softmax_class
class SoftMax(Activation):
    def forward(self, Z):
        Z -= Z.max(axis=1, keepdims=True)
        powers = np.exp(Z)
        return powers / powers.sum(axis=1, keepdims=True)

    def backward(self, Z, dY):
        Y = self.forward(Z)
        return Y * (dY - (Y * dY).sum(axis=1, keepdims=True))
