# relu_slope returns the sign of x, which is -1 for negative x.
# loses: slopes_public, slopes_relu
# %% slopes_piecewise
def relu_slope(x):
    return np.sign(x)


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.1)
