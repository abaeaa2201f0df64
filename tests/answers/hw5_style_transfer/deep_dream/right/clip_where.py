# torch.where and a small number against 0.
# %% clip_answer
def clip_gradient(gradient, max_norm):
    norm = gradient.square().sum(dim=(1, 2, 3), keepdim=True).sqrt()
    return torch.where(norm > max_norm, gradient * max_norm / (norm + 1e-12), gradient)
