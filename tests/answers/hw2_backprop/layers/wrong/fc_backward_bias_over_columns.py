# The gradient of the bias is summed over the wrong axis: along each row, instead of over the examples.
# loses: fc_backward_public, fc_backward_values, fc_backward_single
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = np.dot(dout, w.T)
    dw = np.dot(x.T, dout)
    db = np.sum(dout, axis=1)
    return dx, dw, db
