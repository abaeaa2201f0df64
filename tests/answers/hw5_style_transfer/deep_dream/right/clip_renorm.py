# torch.renorm.
# %% clip_answer
def clip_gradient(gradient, max_norm):
    return torch.renorm(gradient, 2, 0, max_norm)
