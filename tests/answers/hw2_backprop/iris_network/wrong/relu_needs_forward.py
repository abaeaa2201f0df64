# backward takes its mask from the last call of forward instead of its argument Z.
# loses: relu_backward_alone
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        self.mask = Z > 0
        return Z * self.mask

    def backward(self, Z, dY):
        return dY * self.mask
