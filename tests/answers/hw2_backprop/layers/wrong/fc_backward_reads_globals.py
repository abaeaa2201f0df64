# Uses the notebook's own x and w instead of the cache: it works for whatever the last cell above happened to define.
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db
