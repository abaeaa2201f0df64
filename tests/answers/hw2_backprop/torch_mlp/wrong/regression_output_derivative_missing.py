# dy_ds2 is missing from the gradients: right only where it is the identity.
# loses: regression_backward_public, regression_backward_fresh
# %% regression_backward
def regression_backward(x, W1, b1, W2, b2, dC_dy, dy_ds2, da1_ds1):
    """The gradients of C in numerator layout, for f = 3 ReLU, by your formulas.

    x, W1, b1, W2, b2: as in `regression_forward`. dC_dy: (1, K); dy_ds2: (K, K), da1_ds1: (H, H), both diagonal.
    Returns (dC_dW1, dC_db1, dC_dW2, dC_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    a1 = 3 * torch.relu(W1 @ x + b1)
    r2 = dC_dy
    r1 = r2 @ W2 @ da1_ds1
    return x @ r1, r1, a1 @ r2, r2

