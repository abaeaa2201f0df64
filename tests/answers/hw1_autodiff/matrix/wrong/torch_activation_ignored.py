# The activation that is given is not used: these are the gradients with ReLU, as in part 1.
# loses: torch_public, torch_activations, torch_double
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=None):
    leaves = [torch.tensor(W, requires_grad=True) for W in (W1, W2, W3)]
    hidden = torch.relu(leaves[1] @ torch.relu(leaves[0] @ torch.tensor(X)))
    z = 0.5 * ((torch.tensor(Y) - leaves[2] @ hidden) ** 2).sum()
    z.backward()
    return {name: leaf.grad.numpy() for name, leaf in zip(("W1", "W2", "W3"), leaves, strict=True)}
