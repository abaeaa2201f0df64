# An epsilon in the logarithms and the denominators.
# %% losses_bce
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    eps = 1e-7
    total = 0.0
    for row, guess in zip(y, y_hat):
        for target, value in zip(row, guess):
            total = total - target * torch.log(value + eps) - (1 - target) * torch.log(1 - value + eps)
    return total / y.numel(), (y_hat - y) / (y_hat * (1 - y_hat) + eps) / y.numel()
