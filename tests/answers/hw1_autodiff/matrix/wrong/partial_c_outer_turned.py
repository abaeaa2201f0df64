# dL/dW1 is transposed: it must have the shape of W1.
# loses: partial_c_public, partial_c_weights
# %% partial_c_code
def partials_c(x, y, W1, b1, W2, b2):
    _, _, dq = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return delta[:, :, None] * x, delta, np.outer(x, dq), dq
