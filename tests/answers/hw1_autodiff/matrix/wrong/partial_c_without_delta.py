# dq_i/dW1_jk has only two axes, with x in every row: the axis of i is missing, and Kronecker's delta with it.
# loses: partial_c_by_weight
# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    _, _, dq = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return np.tile(x, (len(b1), 1)), delta, np.outer(dq, x), dq
