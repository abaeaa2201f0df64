# deep_forward fails where there is no hidden layer.
# loses: deep_forward_edges
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = np.maximum(weights[0] @ x + biases[0], 0)
    for W, b in zip(weights[1:-1], biases[1:-1]):
        h = np.maximum(W @ h + b, 0)
    return weights[-1] @ h + biases[-1]
