# The allowed loop: one Jacobian an example.
# %% softmax_class
class SoftMax(Activation):
    def forward(self, Z):
        powers = np.exp(Z - Z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def backward(self, Z, dY):
        dZ = np.zeros_like(Z)
        for i, s in enumerate(self.forward(Z)):
            dZ[i] = (np.diag(s) - np.outer(s, s)) @ dY[i]
        return dZ
