# Short gradients are lengthened to `max_norm` as well. They should stay as they are.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norms = gradient.flatten(1).norm(dim=1).reshape(-1, 1, 1, 1)
    return gradient * (max_norm / norms.clamp(min=1e-9))
