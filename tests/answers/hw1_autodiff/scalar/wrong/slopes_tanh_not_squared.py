# In tanh_slope a square is missing: tanh itself is subtracted from 1.
# loses: slopes_public, slopes_tanh, slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    return 1 - np.tanh(x)


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
