# The gradients of the first layer use the ReLU's mask in place of the derivative of tanh.
# loses: classification_public, classification_backward_fresh
# %% classification_backward
def classification_backward(x, y, W1, b1, W2, b2):
    """The gradients of the squared distance for f = tanh and g = sigmoid, in numerator layout.

    x: float32 (n, 1), y: (K, 1), the parameters as in `regression_forward`.
    Returns (dC_dW1, dC_db1, dC_dW2, dC_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    s1, a1, s2, _ = classification_forward(x, W1, b1, W2, b2)
    da1_ds1, dy_ds2, dC_dy = classification_elements(y, s1, s2)
    r2 = dC_dy @ dy_ds2
    r1 = r2 @ W2 * (s1 > 0).T
    return x @ r1, r1, a1 @ r2, r2

