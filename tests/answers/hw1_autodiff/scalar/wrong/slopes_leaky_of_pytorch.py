# The slope of LeakyReLU for negative x is 0.01, PyTorch's default, instead of 0.1.
# loses: slopes_public, slopes_leaky_relu
# %% slopes_piecewise
def relu_slope(x):
    return np.where(x > 0, 1.0, 0.0)


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.01)
