# J is a Python float, or a tensor of one entry; probabilities clamped at 1e-6; logs of at least -100.
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    difference = y_hat - y
    return difference.pow(2).mean().item(), difference * (2 / difference.nelement())


# %% losses_bce
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    p = y_hat.clamp(1e-6, 1 - 1e-6)
    J = (-(y * torch.log(p).clamp(min=-100) + (1 - y) * torch.log1p(-p).clamp(min=-100))).mean().reshape(1)
    return J, (-y / p + (1 - y) / (1 - p)) / (y.shape[0] * y.shape[1])

