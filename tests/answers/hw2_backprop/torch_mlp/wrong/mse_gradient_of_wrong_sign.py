# The gradient of mse_loss has the wrong sign.
# loses: losses_mse_public, losses_mse_gradient
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    return ((y_hat - y) ** 2).mean(), 2 * (y - y_hat) / y.numel()

