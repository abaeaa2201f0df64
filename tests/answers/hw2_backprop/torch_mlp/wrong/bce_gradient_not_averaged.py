# The gradient of bce_loss lacks the factor 1/(NK) of the mean.
# loses: losses_bce_public, losses_bce_gradient
# %% losses_bce
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    p = y_hat.clamp(1e-7, 1 - 1e-7)
    J = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return J, (p - y) / (p * (1 - p))

