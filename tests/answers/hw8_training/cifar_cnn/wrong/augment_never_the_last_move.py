# No image is ever moved by the full shift upwards or to the left; both -shift and shift must be possible.
# loses: augment_chance
# %% augment_answer
def augment(X, shift=2):
    count, _, height, width = X.shape
    X = torch.where(torch.rand(count, 1, 1, 1) < 0.5, X.flip(3), X)
    padded = nn.functional.pad(X, (shift,) * 4)
    tops, lefts = (torch.randint(max(2 * shift, 1), (count,)).tolist() for _ in range(2))
    return torch.stack([p[:, t : t + height, l : l + width] for p, t, l in zip(padded, tops, lefts)])
