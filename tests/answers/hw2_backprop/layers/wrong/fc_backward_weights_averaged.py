# dw is averaged over the batch instead of summed: right only for a batch of one example. The mean is the loss's work.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = x.T @ dout / x.shape[0]
    db = np.sum(dout, axis=0)
    return dx, dw, db
