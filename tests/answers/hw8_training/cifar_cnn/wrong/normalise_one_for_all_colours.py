# channel_statistics returns the same mean and standard deviation for all colours; each colour has its own.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    return X.mean().repeat(X.shape[1]), X.std().repeat(X.shape[1])


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
