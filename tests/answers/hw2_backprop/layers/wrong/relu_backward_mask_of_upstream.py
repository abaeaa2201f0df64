# The mask is taken from the upstream gradient instead of x: only positive gradients pass.
# loses: relu_backward_public, relu_backward_any_shape
# %% relu_backward
def relu_backward(dout, cache):
    return np.maximum(0, dout)
