# Each entry is clipped by itself, which changes the direction of the gradient.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    return gradient.clamp(-max_norm, max_norm)
