# The gradients of an earlier call with the same weights are still there: each call must start afresh.
# loses: torch_called_again
# %% torch_pass
LEAVES = {}


def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    key = W1.tobytes()
    if key not in LEAVES:
        LEAVES[key] = [torch.tensor(W, requires_grad=True) for W in (W1, W2, W3)]
    leaves = LEAVES[key]
    hidden = activation(leaves[1] @ activation(leaves[0] @ torch.tensor(X)))
    z = 0.5 * ((torch.tensor(Y) - leaves[2] @ hidden) ** 2).sum()
    z.backward()
    return {name: leaf.grad.numpy().copy() for name, leaf in zip(("W1", "W2", "W3"), leaves, strict=True)}
