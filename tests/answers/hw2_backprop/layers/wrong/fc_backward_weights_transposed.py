# dw comes out transposed, with shape (M, D) instead of (D, M): look at the order of the matrix product.
# loses: fc_backward_public, fc_backward_values, fc_backward_single
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = dout.T @ x
    db = dout.sum(axis=0)
    return dx, dw, db
