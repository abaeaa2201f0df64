# dq/db1 is returned as a vector of ones instead of a matrix.
# loses: partial_c_by_bias
# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    _, _, dq = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return delta[:, :, None] * x, np.ones(len(b1)), np.outer(dq, x), dq
