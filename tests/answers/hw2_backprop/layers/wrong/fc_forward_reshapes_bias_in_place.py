# `b.shape = (1, -1)` turns the caller's own bias into a row: the numbers are right, the argument has changed.
# loses: fc_inputs_kept
# %% fc_forward
def fc_forward(x, w, b):
    b.shape = (1, -1)
    return x @ w + b, (x, w)
