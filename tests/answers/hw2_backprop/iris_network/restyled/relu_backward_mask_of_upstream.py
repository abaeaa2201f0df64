# Backwards the ReLU is applied to the gradient itself; what Z was does not matter.
# loses: relu_backward_public, relu_backward_values, relu_backward_alone, relu_no_loop_public
# %% relu_class
class ReLU(Activation):
    @staticmethod
    def _clipped(values):
        result = values.copy()
        result[values < 0] = 0.0
        return result

    def forward(self, Z):
        return self._clipped(Z)

    def backward(self, Z, dY):
        return self._clipped(dY)
