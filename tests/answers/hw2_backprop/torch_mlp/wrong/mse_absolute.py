# This is the mean absolute error: the differences are not squared.
# loses: losses_mse_public, losses_mse_value, losses_mse_gradient
# %% losses_mse
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    return (y_hat - y).abs().mean(), torch.sign(y_hat - y) / y.numel()

