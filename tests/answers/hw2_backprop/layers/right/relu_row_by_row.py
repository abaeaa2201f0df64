# Loops: the ReLU row by row, by recursion over the axes; the Jacobian entry by entry; copies that are then changed.
# %% relu_forward
def relu_forward(x):
    if x.ndim > 1:
        return np.array([relu_forward(part)[0] for part in x]), x
    out = x.copy()
    out[out < 0] = 0
    return out, x

# %% relu_jacobian
def relu_jacobian(x):
    J = np.zeros((len(x), len(x)))
    for l in range(len(x)):
        for k in range(len(x)):
            if l == k and x[k] > 0:
                J[l, k] = 1
    return J

# %% relu_backward
def relu_backward(dout, cache):
    dx = np.array(dout, copy=True)
    for index in np.ndindex(dx.shape[:-1]):
        dx[index][cache[index] <= 0] = 0
    if dx.ndim == 1:
        dx[cache <= 0] = 0
    return dx
