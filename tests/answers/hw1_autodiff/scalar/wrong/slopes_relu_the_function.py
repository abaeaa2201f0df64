# relu_slope returns the function itself instead of its derivative.
# loses: slopes_public, slopes_relu
# %% slopes_piecewise
def relu_slope(x):
    return np.maximum(x, 0.0)


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.1)
