# The difference from p is written into y, which must stay as it is.
# loses: deep_backward_public, deep_backward_edges
# %% deep_backward_code
def deep_backward(x, y, weights, biases):
    hs = [x]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        hs.append(np.maximum(W @ hs[-1] + b, 0))
    p = weights[-1] @ hs[-1] + biases[-1]
    y -= p
    delta = -2 * y
    by_weights, by_biases = [], []
    for W, h in zip(reversed(weights), reversed(hs), strict=True):
        by_weights.insert(0, np.outer(delta, h))
        by_biases.insert(0, delta)
        if h is not x:
            delta = (W.T @ delta) * (h > 0)
    return by_weights, by_biases
