# Each image is copied into an empty one.
# %% augment_answer
def augment(X, shift=2):
    N, C, H, W = X.shape
    out = torch.zeros_like(X)
    for n in range(N):
        image = X[n].flip(-1) if torch.rand(()) < 0.5 else X[n]
        down, right = (int(torch.randint(-shift, shift + 1, ())) for _ in range(2))
        part = image[:, max(0, -down) : H - max(0, down), max(0, -right) : W - max(0, right)]
        top, left = max(0, down), max(0, right)
        out[n, :, top : top + part.shape[1], left : left + part.shape[2]] = part
    return out
