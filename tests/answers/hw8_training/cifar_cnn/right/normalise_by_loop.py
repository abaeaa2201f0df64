# One colour after the other.
# %% normalise_answer
def channel_statistics(X):
    mean = torch.stack([X[:, c].mean() for c in range(X.shape[1])])
    std = torch.stack([((X[:, c] - mean[c]) ** 2).mean().sqrt() for c in range(X.shape[1])])
    return mean, std


def normalise(X, mean, std):
    out = X.clone()
    for c in range(X.shape[1]):
        out[:, c] -= mean[c]
        out[:, c] /= std[c]
    return out
