# normalise applies mean and std to the columns of the images instead of their colours. Without a reshape, they are
# broadcast along the last axis.
# loses: normalise_public, normalise_given
# %% normalise_answer
def channel_statistics(X):
    return X.mean(dim=(0, 2, 3)), X.std(dim=(0, 2, 3))


def normalise(X, mean, std):
    return (X - mean) / std
