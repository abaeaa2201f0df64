# np.sum without an axis: the bias's gradient is one number.
# loses: fc_backward_public, fc_backward_values, fc_backward_single
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, np.sum(dout)
