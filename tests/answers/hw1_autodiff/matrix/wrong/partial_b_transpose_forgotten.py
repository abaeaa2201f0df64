# W2 is reshaped instead of transposed, which mixes up its entries: right only for a single output.
# loses: partial_b_public, partial_b_hidden, partial_b_before
# %% partial_b_code
def partials_b(x, y, W1, b1, W2, b2):
    q = W1 @ x + b1
    g = 2 * (W2 @ np.maximum(q, 0) + b2 - y)
    mask = (q > 0).astype(float)
    back = W2.reshape(W2.shape[::-1]) @ g
    return np.diag(mask), back, mask * back
