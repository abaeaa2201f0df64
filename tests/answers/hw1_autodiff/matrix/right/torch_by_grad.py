# torch.autograd.grad, from_numpy and clamp.
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3):
    x, y = torch.from_numpy(X), torch.from_numpy(Y)
    w1, w2, w3 = (torch.from_numpy(W).clone().requires_grad_() for W in (W1, W2, W3))
    out = w3 @ (w2 @ (w1 @ x).clamp(min=0)).clamp(min=0)
    z = torch.norm(y - out) ** 2 / 2
    gradients = torch.autograd.grad(z, [w1, w2, w3])
    return {"W1": gradients[0].numpy(), "W2": gradients[1].numpy(), "W3": gradients[2].numpy()}
