# What leaves on one side comes in on the other.
# loses: augment_public, augment_fresh, augment_chance
# %% augment_answer
def augment(X, shift=2):
    X = torch.where(torch.rand(len(X), 1, 1, 1) < 0.5, X.flip(3), X)
    moves = torch.randint(-shift, shift + 1, (len(X), 2)).tolist()
    return torch.stack([image.roll(move, dims=(1, 2)) for image, move in zip(X, moves)])
