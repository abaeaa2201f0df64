# The images are mirrored top to bottom; they must be mirrored left to right.
# loses: augment_public, augment_fresh, augment_chance
# %% augment_answer
def augment(X, shift=2):
    count, _, height, width = X.shape
    X = torch.where(torch.rand(count, 1, 1, 1) < 0.5, X.flip(2), X)
    padded = nn.functional.pad(X, (shift,) * 4)
    tops, lefts = (torch.randint(2 * shift + 1, (count,)).tolist() for _ in range(2))
    return torch.stack([p[:, t : t + height, l : l + width] for p, t, l in zip(padded, tops, lefts)])
