# Clips each entry: the direction changes.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    return gradient.clamp(-max_norm, max_norm)
