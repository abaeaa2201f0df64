# Only the first and the last layer are used, which is right for exactly one hidden layer.
# loses: deep_forward_values, deep_forward_edges
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = x
    for W, b in zip(weights[:1], biases[:1]):
        h = np.maximum(W @ h + b, 0)
    return weights[-1] @ h + biases[-1]
