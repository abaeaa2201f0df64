# The images become smaller: the window is cut from the image without a frame around it. The shape is right only for
# shift=0.
# loses: augment_public, augment_fresh, augment_chance
# %% augment_answer
def augment(X, shift=2):
    count, _, height, width = X.shape
    X = torch.where(torch.rand(count, 1, 1, 1) < 0.5, X.flip(3), X)
    tops, lefts = (torch.randint(2 * shift + 1, (count,)).tolist() for _ in range(2))
    height, width = height - 2 * shift, width - 2 * shift
    return torch.stack([p[:, t : t + height, l : l + width] for p, t, l in zip(X, tops, lefts)])
