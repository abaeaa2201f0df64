# The gradients of both losses are divided by K alone, and nothing else divides by N: they are N times too large.
# loses: losses_mse_public, losses_bce_public, losses_mse_gradient, losses_bce_gradient
# %% losses_mse
def mse_loss(y, y_hat):
    return ((y_hat - y) ** 2).mean(), 2 * (y_hat - y) / y.shape[1]

# %% losses_bce
def bce_loss(y, y_hat):
    p = y_hat.clamp(1e-7, 1 - 1e-7)
    J = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return J, (p - y) / (p * (1 - p)) / y.shape[1]
