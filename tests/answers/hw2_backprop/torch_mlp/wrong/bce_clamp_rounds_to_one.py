# Outputs of exactly 1 are not clamped, because 1 - 1e-8 is exactly 1 in float32.
# loses: losses_bce_saturated
# %% losses_bce
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    p = y_hat.clamp(1e-8, 1 - 1e-8)
    J = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return J, (p - y) / (p * (1 - p)) / y.numel()

