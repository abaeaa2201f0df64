# All images of a call are moved in the same way; each image must draw its own two moves.
# loses: augment_chance
# %% augment_answer
def augment(X, shift=2):
    count, _, height, width = X.shape
    X = torch.where(torch.rand(count, 1, 1, 1) < 0.5, X.flip(3), X)
    padded = nn.functional.pad(X, (shift,) * 4)
    top, left = torch.randint(2 * shift + 1, (2,)).tolist()
    return padded[:, :, top : top + height, left : left + width].clone()
