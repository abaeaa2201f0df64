# The loss has the wrong sign: it rises where it should fall.
# loses: perceptron_public, perceptron_fresh
# %% perceptron_loss
def perceptron_loss(w, b, x, y):
    """The loss of one example behind the perceptron's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0. Returns one number.
    """
    z = b + w @ x
    return y * z - torch.abs(z)

