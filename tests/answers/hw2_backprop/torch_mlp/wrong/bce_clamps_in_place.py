# Probabilities are clamped at 0.006 and 0.994; those between 0.005 and 0.995 should stay as they are. Neither may y_hat
# itself be changed.
# loses: losses_bce_value, losses_bce_gradient, losses_bce_saturated
# %% losses_bce
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    p = y_hat.clamp_(0.006, 0.994)
    J = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return J, (p - y) / (p * (1 - p)) / y.numel()

