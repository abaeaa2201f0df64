# dL/dW1 and dL/db1 are computed from dL/dh instead of dL/dq: the ReLU's mask is missing.
# loses: partial_c_public, partial_c_weights, partial_c_bias
# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    _, dq, _ = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return delta[:, :, None] * x, delta, np.outer(dq, x), dq
