# Without a loop: rows and columns are looked up in the padded images.
# %% augment_answer
def augment(X, shift=2):
    n, c, h, w = X.shape
    mirrored = torch.rand(n) < 0.5
    X = torch.where(mirrored[:, None, None, None], X.flip(3), X)
    padded = nn.functional.pad(X, (shift, shift, shift, shift))
    rows = torch.randint(0, 2 * shift + 1, (n, 1)) + torch.arange(h)
    columns = torch.randint(0, 2 * shift + 1, (n, 1)) + torch.arange(w)
    images, colours = torch.arange(n)[:, None, None, None], torch.arange(c)[None, :, None, None]
    return padded[images, colours, rows[:, None, :, None], columns[:, None, None, :]]
