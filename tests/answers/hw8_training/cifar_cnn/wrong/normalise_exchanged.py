# channel_statistics returns its results in the wrong order: the mean comes first, then the standard deviation.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    return torch.std_mean(X, dim=(0, 2, 3))


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
