# (x + |x|) / 2 forward, the output as a cache, and its sign times the upstream gradient backward.
# %% relu_forward
def relu_forward(x):
    out = (x + np.abs(x)) / 2
    return out, (out,)

# %% relu_jacobian
def relu_jacobian(x):
    J = np.zeros((x.size, x.size))
    J[np.diag_indices_from(J)] = (np.sign(x) + 1) / 2
    return J

# %% relu_backward
def relu_backward(dout, cache):
    (out,) = cache
    return dout * np.sign(out)
