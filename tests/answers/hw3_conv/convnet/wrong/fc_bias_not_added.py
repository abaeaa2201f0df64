# The bias b is missing from the output of fc_forward.
# loses: fc_public
# %% fc_layer
def fc_forward(x, w, b):
    return x @ w, (x, w)


def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
