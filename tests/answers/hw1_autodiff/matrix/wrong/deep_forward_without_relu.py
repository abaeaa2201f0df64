# The ReLUs after the hidden layers are missing.
# loses: deep_forward_public, deep_forward_values
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        h = W @ h + b
    return weights[-1] @ h + biases[-1]
