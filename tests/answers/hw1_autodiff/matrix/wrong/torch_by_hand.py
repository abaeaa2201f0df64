# The activation that is given is not used: these are the gradients with ReLU, as in part 1.
# loses: torch_public, torch_activations, torch_double
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    gradients = backward(forward(X, Y, W1, W2, W3))
    return {name: gradients[name] for name in ("W1", "W2", "W3")}
