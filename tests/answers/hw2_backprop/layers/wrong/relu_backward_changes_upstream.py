# dx = dout makes no copy: the caller's array is changed. The commonest ReLU in public code, and it passes every
# gradient check.
# loses: relu_inputs_kept
# %% relu_backward
def relu_backward(dout, cache):
    dx, x = dout, cache
    dx[x <= 0] = 0
    return dx
