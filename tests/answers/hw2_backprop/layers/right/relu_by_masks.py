# A boolean mask for a cache, multiplied in both passes (which makes -0.0 of negative numbers), the Jacobian by np.eye,
# and 1 for the derivative at 0.
# %% relu_forward
def relu_forward(x):
    mask = x >= 0
    return x * mask, mask

# %% relu_jacobian
def relu_jacobian(x):
    return np.eye(len(x)) * (x > 0)

# %% relu_backward
def relu_backward(dout, cache):
    return cache * dout
