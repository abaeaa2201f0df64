# The upstream gradient is multiplied by the output of the ReLU instead of its slope: right only where the output is 0
# or 1.
# loses: relu_backward_public, relu_backward_values, relu_backward_alone, relu_no_loop_public
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        return np.maximum(Z, 0)

    def backward(self, Z, dY):
        return dY * self.forward(Z)
