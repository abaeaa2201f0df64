# The gradients are right, but in the wrong order: dw comes first, where (dx, dw, db) is asked for.
# loses: fc_backward_public, fc_backward_values, fc_backward_single
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dw = x.T @ dout
    dx = dout @ w.T
    db = dout.sum(axis=0)
    return dw, dx, db
