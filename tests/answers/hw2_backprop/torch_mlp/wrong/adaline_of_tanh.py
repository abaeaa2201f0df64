# The loss compares y with tanh(z); Adaline's output is z itself.
# loses: adaline_public, adaline_fresh
# %% adaline_loss
def adaline_loss(w, b, x, y):
    """The loss of one example behind Adaline's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: any float. Returns one number.
    """
    return (y - torch.tanh(b + w @ x)) ** 2 / 2

