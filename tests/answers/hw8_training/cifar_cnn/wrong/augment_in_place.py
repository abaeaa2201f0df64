# The function changes the images X that it gets: some of them are mirrored in place.
# loses: augment_public, augment_fresh
# %% augment_answer
def augment(X, shift=2):
    count, _, height, width = X.shape
    chosen = torch.rand(count) < 0.5
    X[chosen] = X[chosen].flip(3)
    padded = nn.functional.pad(X, (shift,) * 4)
    tops, lefts = (torch.randint(2 * shift + 1, (count,)).tolist() for _ in range(2))
    return torch.stack([p[:, t : t + height, l : l + width] for p, t, l in zip(padded, tops, lefts)])
