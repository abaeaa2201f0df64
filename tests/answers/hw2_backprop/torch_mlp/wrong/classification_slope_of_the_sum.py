# The diagonal of da1_ds1 is computed from the input of tanh, by the formula for its output.
# loses: classification_public, classification_elements_fresh, classification_backward_fresh
# %% classification_elements
def classification_elements(y, s1, s2):
    """The Jacobians for f = tanh, g = sigmoid and the squared distance, as in `regression_elements`.

    y: float32 (K, 1), s1: (H, 1), s2: (K, 1). Returns (da1_ds1, dy_ds2, dC_dy): (H, H), (K, K), (1, K).
    """
    y_tilde = torch.sigmoid(s2)
    da1_ds1 = torch.diag((1 - s1**2).flatten())
    return da1_ds1, torch.diag((y_tilde * (1 - y_tilde)).flatten()), 2 * (y_tilde - y).T

