# tanh_slope works only for arrays with one axis.
# loses: slopes_public, slopes_tanh
# %% slopes_smooth
def tanh_slope(x):
    return np.array([1 - math.tanh(value) ** 2 for value in x])


def gelu_slope(x):
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
