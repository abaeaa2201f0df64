# Outputs of exactly 0 or 1 give 0 log 0, which is nan, and a gradient with the denominator 0.
# loses: losses_bce_saturated
# %% losses_bce
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    p = y_hat
    J = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return J, (p - y) / (p * (1 - p)) / y.numel()

