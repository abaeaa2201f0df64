# The mean is over the N examples only, not over all NK elements: J and its gradient are K times too large.
# loses: losses_mse_public, losses_mse_value, losses_mse_gradient
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    return ((y_hat - y) ** 2).sum() / len(y), 2 * (y_hat - y) / len(y)

