# The gradients of w and b are averaged over the batch instead of summed. They are right only for a batch of one.
# loses: fc_public
# %% fc_layer
def fc_forward(x, w, b):
    return x @ w + b, (x, w)


def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout / len(x), dout.mean(axis=0)
