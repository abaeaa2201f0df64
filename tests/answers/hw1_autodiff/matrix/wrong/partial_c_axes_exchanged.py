# dq/dW1 with the axes of D and H1 exchanged.
# loses: partial_c_by_weight
# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    _, _, dq = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return np.swapaxes(delta[:, :, None] * x, 1, 2), delta, np.outer(dq, x), dq
