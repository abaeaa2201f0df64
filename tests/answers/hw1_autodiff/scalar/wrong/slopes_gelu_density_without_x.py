# In gelu_slope the density lacks its factor: look at the second term of the product rule.
# loses: slopes_public, slopes_gelu, slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 1 - np.tanh(x) ** 2


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
