# np.outer, the formula for one example from a lecture on single neurons: right for N = 1, of a wrong shape otherwise.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = np.outer(x, dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db
