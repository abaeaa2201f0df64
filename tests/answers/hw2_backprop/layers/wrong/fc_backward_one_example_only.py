# dw is the outer product of all numbers in x and all numbers in dout: right only for a batch of one example.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = np.outer(x, dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db
