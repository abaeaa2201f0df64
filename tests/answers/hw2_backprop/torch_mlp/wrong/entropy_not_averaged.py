# The factor 1/K is missing twice: from dD_dy and from the gradients of entropy_backward.
# loses: entropy_public, entropy_elements_fresh, entropy_backward_fresh
# %% entropy_elements
def entropy_elements(y, s1, s2):
    """The Jacobians for f = tanh, g = sigmoid and the binary cross-entropy, as in `classification_elements`.

    y: float32 (K, 1), s1: (H, 1), s2: (K, 1). Returns (da1_ds1, dy_ds2, dD_dy): (H, H), (K, K), (1, K).
    """
    y_tilde = torch.sigmoid(s2)
    slopes = y_tilde * (1 - y_tilde)
    return (
        torch.diag((1 - torch.tanh(s1) ** 2).flatten()),
        torch.diag(slopes.flatten()),
        ((y_tilde - y) / slopes).T,
    )


# %% entropy_backward
def entropy_backward(x, y, W1, b1, W2, b2):
    """The gradients of the binary cross-entropy for f = tanh and g = sigmoid, in numerator layout.

    x: float32 (n, 1), y: (K, 1), the parameters as in `regression_forward`.
    Returns (dD_dW1, dD_db1, dD_dW2, dD_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    a1 = torch.tanh(W1 @ x + b1)
    r2 = (torch.sigmoid(W2 @ a1 + b2) - y).T
    r1 = r2 @ W2 * (1 - a1**2).T
    return x @ r1, r1, a1 @ r2, r2

