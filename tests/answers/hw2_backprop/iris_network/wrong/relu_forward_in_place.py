# Negative entries are set to 0 in the caller's array.
# loses: relu_inputs_kept
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        Z[Z < 0] = 0
        return Z

    def backward(self, Z, dY):
        return dY * (Z > 0)
