# dw comes out as (M, D): the product is taken the other way round.
# loses: fc_backward_public, fc_backward_values, fc_backward_single
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = dout.T @ x
    db = dout.sum(axis=0)
    return dx, dw, db
