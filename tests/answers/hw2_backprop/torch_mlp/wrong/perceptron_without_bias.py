# The bias b is missing from z.
# loses: perceptron_public, perceptron_fresh
# %% perceptron_loss
def perceptron_loss(w, b, x, y):
    """The loss of one example behind the perceptron's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0. Returns one number.
    """
    z = w @ x
    return torch.abs(z) - y * z

