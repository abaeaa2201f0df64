# dp/dh is transposed: it should have one row for each entry of p.
# loses: partial_a_by_hidden
# %% partial_a_code
def partials_a(x, y, W1, b1, W2, b2):
    h = np.maximum(W1 @ x + b1, 0)
    g = 2 * (W2 @ h + b2 - y)
    return g, np.tile(h, (len(y), 1)), np.outer(g, h), g, W2.T
