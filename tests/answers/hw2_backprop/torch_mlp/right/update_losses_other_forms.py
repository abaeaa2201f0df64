# 2 max(0, -yz); z^2/2 - yz; log cosh z - yz.
# %% perceptron_loss
def perceptron_loss(w, b, x, y):
    """The loss of one example behind the perceptron's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0. Returns one number.
    """
    z = b + w @ x
    return 2 * torch.clamp(-y * z, min=0)


# %% adaline_loss
def adaline_loss(w, b, x, y):
    """The loss of one example behind Adaline's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: any float. Returns one number.
    """
    z = b + (w * x).sum()
    return z**2 / 2 - y * z + 17


# %% logistic_loss
def logistic_loss(w, b, x, y):
    """The loss of one example behind the rule of logistic regression.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0; |z| is below 5. Returns one number.
    """
    z = b + torch.dot(w, x)
    return torch.log(torch.cosh(z)) - y * z

