# J has one loss for each example; it should be one number, the mean over all NK elements.
# loses: losses_mse_public, losses_mse_value
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    return ((y_hat - y) ** 2).mean(dim=1), 2 * (y_hat - y) / y.numel()

