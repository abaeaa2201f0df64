# The gradients begin with the derivative of the squared distance, 2 (y_tilde - y); the cost is the binary
# cross-entropy.
# loses: entropy_public, entropy_backward_fresh
# %% entropy_backward
def entropy_backward(x, y, W1, b1, W2, b2):
    """The gradients of the binary cross-entropy for f = tanh and g = sigmoid, in numerator layout.

    x: float32 (n, 1), y: (K, 1), the parameters as in `regression_forward`.
    Returns (dD_dW1, dD_db1, dD_dW2, dD_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    a1 = torch.tanh(W1 @ x + b1)
    r2 = (torch.sigmoid(W2 @ a1 + b2) - y).T * 2
    r1 = r2 @ W2 * (1 - a1**2).T
    return x @ r1, r1, a1 @ r2, r2

