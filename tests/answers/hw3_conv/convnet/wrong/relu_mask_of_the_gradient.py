# relu_backward asks where dout is positive. The mask depends on the input of the ReLU instead.
# loses: relu_public
# %% relu_layer
def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    return dout * (dout > 0)
