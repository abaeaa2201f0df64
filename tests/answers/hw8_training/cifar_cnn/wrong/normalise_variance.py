# channel_statistics returns the variance in place of the standard deviation.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    return X.mean(dim=(0, 2, 3)), X.var(dim=(0, 2, 3))


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
