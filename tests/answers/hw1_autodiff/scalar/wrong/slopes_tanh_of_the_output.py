# tanh_slope treats x as if it were already the output of tanh.
# loses: slopes_public, slopes_tanh, slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 1 - x**2


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
