# Negative entries are multiplied by 0.01 instead of 0, in both passes: this is a leaky ReLU.
# loses: relu_forward_public, relu_forward_shapes, relu_backward_public, relu_backward_values, relu_backward_alone
# loses: relu_no_loop_public
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        return np.where(Z > 0, Z, 0.01 * Z)

    def backward(self, Z, dY):
        return dY * np.where(Z > 0, 1.0, 0.01)
