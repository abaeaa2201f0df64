# x is overwritten where the first hidden layer is as wide as the input; it must stay as it is.
# loses: deep_forward_edges
# %% deep_forward_code
def deep_forward(x, weights, biases):
    h = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        q = np.maximum(W @ h + b, 0)
        if q.shape == h.shape:
            h[:] = q
        h = q
    return weights[-1] @ h + biases[-1]
