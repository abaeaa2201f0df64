# The standard deviation of the images' means, which leaves out the pixels.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    means = X.mean(dim=(2, 3))
    return means.mean(dim=0), means.std(dim=0)


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
