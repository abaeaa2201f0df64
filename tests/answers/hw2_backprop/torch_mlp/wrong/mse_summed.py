# The squared errors are summed instead of averaged, in J and in its gradient.
# loses: losses_mse_public, losses_mse_value, losses_mse_gradient
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    return ((y_hat - y) ** 2).sum(), 2 * (y_hat - y)

