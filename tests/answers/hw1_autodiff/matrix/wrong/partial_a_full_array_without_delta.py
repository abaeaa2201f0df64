# In the array of three axes, dp_i/dW2_ak is h_k for all i and a: Kronecker's delta is missing.
# loses: partial_a_by_weight
# %% partial_a_code
def partials_a(x, y, W1, b1, W2, b2):
    h = np.maximum(W1 @ x + b1, 0)
    g = 2 * (W2 @ h + b2 - y)
    return g, np.tile(h, (len(y), len(y), 1)), np.outer(g, h), g, W2
