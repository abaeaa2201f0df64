# q stands in place of h: the ReLU is missing.
# loses: partial_a_public, partial_a_loss, partial_a_by_weight, partial_a_weights, partial_a_bias
# %% partial_a_code
def partials_a(x, y, W1, b1, W2, b2):
    h = W1 @ x + b1
    g = 2 * (W2 @ h + b2 - y)
    return g, np.tile(h, (len(y), 1)), np.outer(g, h), g, W2
