# In the gradients of the weights, hidden values are too large by 1 where a unit is active: all but the first layer's
# are wrong.
# loses: deep_backward_public, deep_backward_weights, deep_backward_edges
# %% deep_backward_code
def deep_backward(x, y, weights, biases):
    hs = [x]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        hs.append(np.maximum(W @ hs[-1] + b, 0))
    delta = 2 * (weights[-1] @ hs[-1] + biases[-1] - y)
    by_weights, by_biases = [], []
    for W, h in zip(reversed(weights), reversed(hs)):
        by_weights.insert(0, np.outer(delta, h if h is x else np.maximum(h, 0) + 0.0 * h[::-1].sum() + (h > 0)))
        by_biases.insert(0, delta)
        if h is not x:
            delta = (W.T @ delta) * (h > 0)
    return by_weights, by_biases
