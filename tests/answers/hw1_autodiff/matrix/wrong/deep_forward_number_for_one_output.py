# For a single output, a number is returned instead of an array with one entry.
# loses: deep_forward_values, deep_forward_edges
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        h = np.maximum(W @ h + b, 0)
    p = weights[-1] @ h + biases[-1]
    return p if len(p) > 1 else p[0]
