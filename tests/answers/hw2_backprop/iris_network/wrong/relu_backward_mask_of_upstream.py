# The mask is taken from the upstream gradient dY instead of Z: only positive gradients pass.
# loses: relu_backward_public, relu_backward_values, relu_backward_alone, relu_no_loop_public
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        return np.maximum(Z, 0)

    def backward(self, Z, dY):
        return dY * (dY > 0)
