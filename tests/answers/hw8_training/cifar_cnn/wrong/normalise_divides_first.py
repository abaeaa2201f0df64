# normalise divides by std before it subtracts the mean, so the mean itself is not divided.
# loses: normalise_public, normalise_given
# %% normalise_answer
def channel_statistics(X):
    return X.mean(dim=(0, 2, 3)), X.std(dim=(0, 2, 3))


def normalise(X, mean, std):
    return X / std.reshape(-1, 1, 1) - mean.reshape(-1, 1, 1)
