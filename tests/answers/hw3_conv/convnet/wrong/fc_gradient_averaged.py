# The fully connected layer averages its gradients over the batch; the network is right.
# loses: fc_public
# %% fc_layer
def fc_forward(x, w, b):
    return x @ w + b, (x, w)


def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout / len(x), dout.mean(axis=0)
