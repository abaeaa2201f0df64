# This is the hinge loss of a support vector machine: it falls half as fast as the rule moves w and b, and also where z
# is on the right side but small.
# loses: perceptron_public, perceptron_fresh
# %% perceptron_loss
def perceptron_loss(w, b, x, y):
    """The loss of one example behind the perceptron's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0. Returns one number.
    """
    z = b + w @ x
    return torch.clamp(1 - y * z, min=0)

