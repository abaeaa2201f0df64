# Every call makes the same random choices; each call must draw anew. A seed that is set inside the function repeats
# them.
# loses: augment_chance
# %% augment_answer
def augment(X, shift=2):
    torch.manual_seed(0)
    count, _, height, width = X.shape
    X = torch.where(torch.rand(count, 1, 1, 1) < 0.5, X.flip(3), X)
    padded = nn.functional.pad(X, (shift,) * 4)
    tops, lefts = (torch.randint(2 * shift + 1, (count,)).tolist() for _ in range(2))
    return torch.stack([p[:, t : t + height, l : l + width] for p, t, l in zip(padded, tops, lefts)])
