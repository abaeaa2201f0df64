# A loop, and PyTorch's own function for parameters.
# %% clip_answer
def clip_gradient(gradient, max_norm):
    clipped = []
    for part in gradient:
        parameter = nn.Parameter(torch.zeros_like(part))
        parameter.grad = part.clone()
        nn.utils.clip_grad_norm_([parameter], max_norm)
        clipped.append(parameter.grad)
    return torch.stack(clipped)
