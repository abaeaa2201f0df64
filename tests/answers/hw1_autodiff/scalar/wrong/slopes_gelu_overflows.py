# gelu_slope is not a number far from 0: an exponential overflows to infinity.
# loses: slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 1 - np.tanh(x) ** 2


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + x / (np.exp(x * x / 2) * math.sqrt(2 * math.pi)) * (np.exp(x * x / 2) / np.exp(x * x / 2))
