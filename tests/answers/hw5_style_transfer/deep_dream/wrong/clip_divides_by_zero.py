# A gradient of length 0 is divided by its norm, so the result there is not a number.
# loses: clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norms = gradient.flatten(1).norm(dim=1).reshape(-1, 1, 1, 1)
    return gradient / norms * norms.clamp(max=max_norm)
