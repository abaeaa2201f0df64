# GELU's product rule gives Phi + phi here; the second term should have been x phi.
# loses: slopes_public, slopes_gelu, slopes_far_out
# %% slopes_smooth
def tanh_slope(x):
    t = np.tanh(x)
    return (1 + t) * (1 - t)


def gelu_slope(x):
    def at(number):
        phi = math.exp(-number * number / 2) / (2 * math.pi) ** 0.5
        return 0.5 * math.erfc(-number * 0.5**0.5) + phi

    return np.array([at(number) for number in x.ravel().tolist()]).reshape(x.shape)
