# backward returns the slope of the ReLU alone: it is not multiplied by the upstream gradient dY.
# loses: relu_backward_public, relu_backward_values, relu_backward_alone, relu_no_loop_public
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        return np.maximum(Z, 0)

    def backward(self, Z, dY):
        return (Z > 0).astype(float)
