# forward sets the negative entries of the caller's own Z to 0. The argument should stay as it was.
# loses: relu_forward_public, relu_inputs_kept
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        Z[Z < 0] = 0
        return Z

    def backward(self, Z, dY):
        return dY * (Z > 0)
