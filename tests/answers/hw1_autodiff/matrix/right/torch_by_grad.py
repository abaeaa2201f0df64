# torch.autograd.grad and from_numpy.
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    x, y = torch.from_numpy(X), torch.from_numpy(Y)
    w1, w2, w3 = (torch.from_numpy(W).clone().requires_grad_() for W in (W1, W2, W3))
    out = w3 @ activation(w2 @ activation(w1 @ x))
    z = torch.norm(y - out) ** 2 / 2
    gradients = torch.autograd.grad(z, [w1, w2, w3])
    return {"W1": gradients[0].numpy(), "W2": gradients[1].numpy(), "W3": gradients[2].numpy()}
