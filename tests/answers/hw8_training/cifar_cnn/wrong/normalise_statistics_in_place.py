# channel_statistics changes the images that it gets: they are centred in place.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    mean = X.mean(dim=(0, 2, 3))
    X -= mean.reshape(-1, 1, 1)
    return mean, (X**2).mean(dim=(0, 2, 3)).sqrt()


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
