# The square of the norm is used instead of the norm: the root is missing.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norms = gradient.flatten(1).square().sum(dim=1).reshape(-1, 1, 1, 1)
    return gradient * (max_norm / norms.clamp(min=max_norm))
