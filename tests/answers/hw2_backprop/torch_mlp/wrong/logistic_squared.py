# The loss is the squared error of tanh(z): its slope has the derivative of tanh as an extra factor.
# loses: logistic_public, logistic_fresh
# %% logistic_loss
def logistic_loss(w, b, x, y):
    """The loss of one example behind the rule of logistic regression.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0; |z| is below 5. Returns one number.
    """
    return (y - torch.tanh(b + w @ x)) ** 2 / 2

