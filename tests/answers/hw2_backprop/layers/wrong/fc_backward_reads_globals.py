# x and w are taken from the notebook's own variables instead of the cache: they are whatever the cells above have left
# there.
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db
