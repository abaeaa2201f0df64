# The difference is written into y_hat, which must stay as it is.
# loses: losses_mse_public, losses_mse_gradient
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    y_hat -= y
    return (y_hat**2).mean(), 2 * y_hat / y.numel()

