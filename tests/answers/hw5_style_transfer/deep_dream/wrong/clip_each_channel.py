# Each channel is clipped by a norm of its own: right for one channel only. There should be one norm for each image.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norms = gradient.flatten(2).norm(dim=2)[:, :, None, None]
    return gradient * (max_norm / norms.clamp(min=max_norm))
