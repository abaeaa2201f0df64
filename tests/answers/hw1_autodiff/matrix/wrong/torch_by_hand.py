# The gradients come from part 1; they should be computed by autograd.
# loses: torch_public, torch_activations
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    gradients = backward(forward(X, Y, W1, W2, W3))
    return {name: gradients[name] for name in ("W1", "W2", "W3")}
