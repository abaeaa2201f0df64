# No image is ever moved; the images are only mirrored.
# loses: augment_chance
# %% augment_answer
def augment(X, shift=2):
    return torch.where(torch.rand(len(X), 1, 1, 1) < 0.5, X.flip(3), X)
