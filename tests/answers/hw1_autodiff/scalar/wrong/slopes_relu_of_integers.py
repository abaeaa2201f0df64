# relu_slope returns integers instead of float64.
# loses: slopes_public, slopes_relu
# %% slopes_piecewise
def relu_slope(x):
    return (x > 0).astype(int)


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.1)
