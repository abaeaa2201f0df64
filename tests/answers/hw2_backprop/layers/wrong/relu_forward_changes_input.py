# The negative entries of the caller's own x are set to 0. The argument should stay as it was.
# loses: relu_forward_public, relu_inputs_kept
# %% relu_forward
def relu_forward(x):
    mask = x > 0
    x[~mask] = 0
    return x, mask

# %% relu_backward
def relu_backward(dout, cache):
    return dout * cache
