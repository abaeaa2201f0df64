# Gradients longer than `max_norm` become 0. They should only be shortened.
# loses: clip_public, clip_fresh
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norms = gradient.flatten(1).norm(dim=1).reshape(-1, 1, 1, 1)
    return torch.where(norms <= max_norm, gradient, torch.zeros_like(gradient))
