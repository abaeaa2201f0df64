# The gradients are computed in float32, so that only about 7 digits are right; float64 is expected throughout.
# loses: torch_public, torch_double
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    leaves = [torch.tensor(W, requires_grad=True, dtype=torch.float32) for W in (W1, W2, W3)]
    hidden = activation(leaves[1] @ activation(leaves[0] @ torch.tensor(X, dtype=torch.float32)))
    z = 0.5 * ((torch.tensor(Y, dtype=torch.float32) - leaves[2] @ hidden) ** 2).sum()
    z.backward()
    return {name: leaf.grad.double().numpy() for name, leaf in zip(("W1", "W2", "W3"), leaves, strict=True)}
