# Leaves are kept, and their gradients set back before each pass.
# %% torch_pass
STORE = {}


def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    for name, W in (("W1", W1), ("W2", W2), ("W3", W3)):
        STORE[name] = torch.tensor(W, dtype=torch.double, requires_grad=True)
        STORE[name].grad = None
    V = activation(torch.mm(STORE["W1"], torch.tensor(X)))
    V = torch.mm(STORE["W3"], activation(torch.mm(STORE["W2"], V)))
    (0.5 * (torch.tensor(Y) - V).pow(2)).sum().backward(retain_graph=True)
    return {name: leaf.grad.detach().clone().numpy() for name, leaf in STORE.items()}
