# LeakyReLU with PyTorch's own slope, 0.01.
# loses: slopes_public, slopes_leaky_relu
# %% slopes_piecewise
def relu_slope(x):
    return np.where(x > 0, 1.0, 0.0)


def leaky_relu_slope(x):
    return np.where(x > 0, 1.0, 0.01)
