# The values may be right, but Python goes through the examples one by one, which is ruled out here: map, np.vectorize
# and comprehensions count, too.
# loses: relu_forward_public, relu_forward_shapes, relu_backward_public, relu_backward_values, relu_backward_alone
# loses: relu_inputs_kept, relu_no_loop_public
# %% relu_class
class ReLU(Activation):
    def forward(self, Z):
        out = np.zeros_like(Z)
        for i in range(Z.shape[0]):
            out[i] = np.maximum(Z[i], 0)
        return out

    def backward(self, Z, dY):
        return dY * (Z > 0)
