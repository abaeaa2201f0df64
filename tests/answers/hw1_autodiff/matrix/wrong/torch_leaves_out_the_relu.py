# The second activation is missing.
# loses: torch_public, torch_values, torch_called_again, torch_activations, torch_double
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    leaves = [torch.tensor(W, requires_grad=True) for W in (W1, W2, W3)]
    hidden = (leaves[1] @ activation(leaves[0] @ torch.tensor(X)))
    z = 0.5 * ((torch.tensor(Y) - leaves[2] @ hidden) ** 2).sum()
    z.backward()
    return {name: leaf.grad.numpy() for name, leaf in zip(("W1", "W2", "W3"), leaves, strict=True)}
