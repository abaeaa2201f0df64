# The caller's own x is clipped, and the mask is computed from what is left: no entry is negative any more, so every
# gradient passes.
# loses: relu_forward_public, relu_backward_public, relu_backward_any_shape, relu_inputs_kept
# %% relu_forward
def relu_forward(x):
    x[x < 0] = 0
    return x, x

# %% relu_backward
def relu_backward(dout, cache):
    return dout * (cache >= 0)
