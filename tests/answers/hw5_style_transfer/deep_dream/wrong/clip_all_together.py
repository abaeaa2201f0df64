# One norm for all gradients together.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    return gradient * (max_norm / gradient.norm().clamp(min=max_norm))
