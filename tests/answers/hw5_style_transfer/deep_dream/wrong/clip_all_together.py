# One norm is computed for all gradients together. Each of the N images has its own: right for N = 1 only.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    return gradient * (max_norm / gradient.norm().clamp(min=max_norm))
