# The loss is the absolute error, whose slope does not depend on the size of the error.
# loses: adaline_public, adaline_fresh
# %% adaline_loss
def adaline_loss(w, b, x, y):
    """The loss of one example behind Adaline's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: any float. Returns one number.
    """
    return torch.abs(y - (b + w @ x))

