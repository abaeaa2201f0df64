# channel_statistics averages over the images only and returns numbers for each pixel; there must be one for each
# colour. Look at the axes.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    return X.mean(dim=0), X.std(dim=0)


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
