# dD_dy has the wrong sign.
# loses: entropy_public, entropy_elements_fresh
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
        ((y - y_tilde) / slopes).T / len(y),
    )

