# relu_slope writes its result into x, which must stay as it is.
# loses: slopes_public, slopes_relu
# %% slopes_piecewise
def relu_slope(x):
    x[x > 0] = 1.0
    x[x <= 0] = 0.0
    return x


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.1)
