# (y_tilde - y) z, the squared error, and the cross-entropy of (1 + y)/2 against (1 + tanh z)/2, in Python's floats.
# %% perceptron_loss
def perceptron_loss(w, b, x, y):
    """The loss of one example behind the perceptron's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0. Returns one number.
    """
    z = float(b) + sum(float(a) * float(c) for a, c in zip(w, x))
    y_tilde = 1 if z > 0 else -1
    return (y_tilde - y) * z


# %% adaline_loss
def adaline_loss(w, b, x, y):
    """The loss of one example behind Adaline's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: any float. Returns one number.
    """
    z = (b + w @ x).item()
    return 0.5 * (z - y) ** 2


# %% logistic_loss
def logistic_loss(w, b, x, y):
    """The loss of one example behind the rule of logistic regression.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0; |z| is below 5. Returns one number.
    """
    import math

    p, t = (1 + math.tanh(float(b + w @ x))) / 2, (1 + y) / 2
    return -t * math.log(p) - (1 - t) * math.log(1 - p)

