# The sign instead of the step.
# loses: slopes_public, slopes_relu
# %% slopes_piecewise
def relu_slope(x):
    return np.sign(x)


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.1)
