# gelu_slope is the derivative of x sigmoid(1.702 x), an approximation of GELU that is too coarse here.
# loses: slopes_public, slopes_gelu, slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 1 - np.tanh(x) ** 2


def gelu_slope(x):
    s = 1 / (1 + np.exp(-1.702 * x))
    return s + 1.702 * x * s * (1 - s)
