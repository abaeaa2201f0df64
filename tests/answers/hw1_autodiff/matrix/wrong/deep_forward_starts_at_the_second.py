# The first layer is left out: x goes straight into the second one.
# loses: deep_forward_public, deep_forward_values, deep_forward_edges
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = x
    for W, b in zip(weights[1:-1], biases[1:-1]):
        h = np.maximum(W @ h + b, 0)
    return weights[-1] @ h + biases[-1]
