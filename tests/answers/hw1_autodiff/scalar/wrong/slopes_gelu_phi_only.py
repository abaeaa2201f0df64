# One of the product rule's two terms is missing from gelu_slope: the one with the density.
# loses: slopes_public, slopes_gelu, slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 1 - np.tanh(x) ** 2


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below
