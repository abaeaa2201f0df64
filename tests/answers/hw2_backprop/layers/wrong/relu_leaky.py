# Negative entries are multiplied by 0.01 instead of 0, in both passes: this is a leaky ReLU.
# loses: relu_forward_public, relu_forward_any_shape
# loses: relu_backward_public, relu_backward_any_shape
# %% relu_forward
def relu_forward(x):
    return np.where(x > 0, x, 0.01 * x), x

# %% relu_backward
def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0.01 * dout)
