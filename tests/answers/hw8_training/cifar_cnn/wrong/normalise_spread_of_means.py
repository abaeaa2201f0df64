# std tells how the images' mean colours vary from image to image; it must be the standard deviation over all images and
# pixels.
# loses: normalise_public, normalise_fresh
# %% normalise_answer
def channel_statistics(X):
    means = X.mean(dim=(2, 3))
    return means.mean(dim=0), means.std(dim=0)


def normalise(X, mean, std):
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
