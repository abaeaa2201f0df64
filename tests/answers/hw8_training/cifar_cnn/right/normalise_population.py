# Divides by N, and broadcasts with None.
# %% normalise_answer
def channel_statistics(X):
    values = X.transpose(0, 1).flatten(1)
    return values.mean(dim=1), values.std(dim=1, unbiased=False)


def normalise(X, mean, std):
    return (X - mean[None, :, None, None]) / std[None, :, None, None]
