# y_tilde goes through a ReLU; g is the identity.
# loses: regression_forward_public, regression_forward_fresh
# %% regression_forward
def regression_forward(x, W1, b1, W2, b2):
    """The forward pass for f = 3 ReLU and g = identity.

    x: float32 (n, 1); W1: (H, n); b1: (H, 1); W2: (K, H); b2: (K, 1).
    Returns (s1, a1, s2, y_tilde): float32 (H, 1), (H, 1), (K, 1), (K, 1).
    """
    s1 = W1 @ x + b1
    a1 = 3 * torch.relu(s1)
    s2 = W2 @ a1 + b2
    return s1, a1, s2, torch.relu(s2)

