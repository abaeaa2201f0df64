# The local derivatives alone: the upstream gradient is not multiplied in.
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    ones = np.ones_like(dout)
    return ones @ w.T, x.T @ ones, ones.sum(axis=0)
