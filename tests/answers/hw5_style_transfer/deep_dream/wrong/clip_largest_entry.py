# The largest absolute value of the entries is used instead of the Euclidean norm.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norms = gradient.abs().amax(dim=(1, 2, 3), keepdim=True)
    return gradient * (max_norm / norms.clamp(min=max_norm))
