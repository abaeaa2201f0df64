# normalise changes the images that it gets; they must stay as they are.
# loses: normalise_public, normalise_given
# %% normalise_answer
def channel_statistics(X):
    return X.mean(dim=(0, 2, 3)), X.std(dim=(0, 2, 3))


def normalise(X, mean, std):
    X -= mean.reshape(-1, 1, 1)
    X /= std.reshape(-1, 1, 1)
    return X
