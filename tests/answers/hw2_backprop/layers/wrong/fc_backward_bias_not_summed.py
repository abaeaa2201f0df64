# db is the upstream gradient as it comes, one row for each example. Every example uses the bias: right only for a batch
# of one.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout
