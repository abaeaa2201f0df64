# The upstream gradient is divided by the batch size: all three gradients are N times too small, and the caller's dout
# is changed.
# loses: fc_backward_public, fc_backward_values, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dout /= dout.shape[0]
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
