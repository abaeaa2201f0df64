# The gradient of the bias is averaged over the batch instead of summed: right only for a batch of one example.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.mean(axis=0)
