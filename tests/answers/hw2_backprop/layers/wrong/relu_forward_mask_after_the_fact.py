# The input is clipped in place first, and the mask x >= 0 computed from what is left: it is true everywhere.
# loses: relu_inputs_kept, relu_backward_public, relu_backward_any_shape
# %% relu_forward
def relu_forward(x):
    x[x < 0] = 0
    return x, x

# %% relu_backward
def relu_backward(dout, cache):
    return dout * (cache >= 0)
