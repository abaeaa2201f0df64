# The gradient passed to the function is changed. It should be left as it is.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    for part in gradient:
        if part.norm() > max_norm:
            part *= max_norm / part.norm()
    return gradient
