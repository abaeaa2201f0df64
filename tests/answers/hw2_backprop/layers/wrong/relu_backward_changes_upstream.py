# The values are right, but the entries of the caller's own dout are set to 0: no copy is made of it.
# loses: relu_backward_public, relu_inputs_kept
# %% relu_backward
def relu_backward(dout, cache):
    dx, x = dout, cache
    dx[x <= 0] = 0
    return dx
