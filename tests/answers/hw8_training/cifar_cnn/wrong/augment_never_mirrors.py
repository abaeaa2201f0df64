# No image is ever mirrored; the images are only moved.
# loses: augment_chance
# %% augment_answer
def augment(X, shift=2):
    count, _, height, width = X.shape
    padded = nn.functional.pad(X, (shift,) * 4)
    tops, lefts = (torch.randint(2 * shift + 1, (count,)).tolist() for _ in range(2))
    return torch.stack([p[:, t : t + height, l : l + width] for p, t, l in zip(padded, tops, lefts)])
