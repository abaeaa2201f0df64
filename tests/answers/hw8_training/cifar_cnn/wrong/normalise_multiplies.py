# normalise multiplies by std; it must divide by it.
# loses: normalise_public, normalise_given
# %% normalise_answer
def channel_statistics(X):
    return X.mean(dim=(0, 2, 3)), X.std(dim=(0, 2, 3))


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) * std.reshape(-1, 1, 1)
