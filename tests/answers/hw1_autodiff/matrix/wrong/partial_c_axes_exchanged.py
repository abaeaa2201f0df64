# The last two axes of dq_i/dW1_jk are exchanged: the entry [i, j, k] stands at [i, k, j].
# loses: partial_c_by_weight
# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    _, _, dq = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return np.swapaxes(delta[:, :, None] * x, 1, 2), delta, np.outer(dq, x), dq
