# The loss is returned as text, rounded to four digits, instead of a number.
# loses: logistic_public, logistic_fresh
# %% logistic_loss
def logistic_loss(w, b, x, y):
    """The loss of one example behind the rule of logistic regression.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0; |z| is below 5. Returns one number.
    """
    return f"{torch.log1p(torch.exp(-2 * y * (b + w @ x))):.4f}"

