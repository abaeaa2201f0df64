# The loss falls twice as fast as the rule moves w and b.
# loses: adaline_public, adaline_fresh
# %% adaline_loss
def adaline_loss(w, b, x, y):
    """The loss of one example behind Adaline's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: any float. Returns one number.
    """
    return (y - (b + w @ x)) ** 2

