# The upstream gradient is multiplied by the output of the ReLU instead of its derivative: right only where the output
# is 0 or 1.
# loses: relu_backward_public, relu_backward_any_shape
# %% relu_backward
def relu_backward(dout, cache):
    out, _ = relu_forward(cache)
    return dout * out
