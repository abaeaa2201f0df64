# dx is the derivative of the ReLU alone: it is not multiplied by the upstream gradient.
# loses: relu_backward_public, relu_backward_any_shape
# %% relu_backward
def relu_backward(dout, cache):
    x = cache
    return (x > 0).astype(float)
