# tanh_slope is not a number for large positive x: an exponential overflows to infinity.
# loses: slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
