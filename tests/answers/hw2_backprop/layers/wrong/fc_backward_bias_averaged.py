# The gradient of the bias is averaged over the batch instead of summed. With one example both are the same.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.mean(axis=0)
