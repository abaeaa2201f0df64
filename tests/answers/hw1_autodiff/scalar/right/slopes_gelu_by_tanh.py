# The derivative of GELU's tanh form; 0 or 1 at 0 the other way round.
# %% slopes_piecewise
def relu_slope(x):
    return (x >= 0).astype(float)


def leaky_relu_slope(x):
    slope = np.ones_like(x)
    slope[x < 0] = 0.1
    return slope

# %% slopes_smooth
def tanh_slope(x):
    t = np.tanh(x)
    return (1 - t) * (1 + t)


def gelu_slope(x):
    c = np.sqrt(2 / np.pi)
    t = np.tanh(c * (x + 0.044715 * x**3))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * c * (1 + 3 * 0.044715 * x**2)
