# dL/dp is divided by the number of outputs, as if L were a mean; it is a sum.
# loses: partial_a_public, partial_a_loss, partial_a_weights, partial_a_bias
# %% partial_a_code
def partials_a(x, y, W1, b1, W2, b2):
    h = np.maximum(W1 @ x + b1, 0)
    g = 2 * (W2 @ h + b2 - y) / len(y)
    return g, np.tile(h, (len(y), 1)), np.outer(g, h), g, W2
