# A ReLU follows the last layer as well, so that p is never negative.
# loses: deep_forward_public, deep_forward_values, deep_forward_edges
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        h = np.maximum(W @ h + b, 0)
    return np.maximum(weights[-1] @ h + biases[-1], 0)
