# exp is differentiated by the rule for powers, as if its argument were the base and not the exponent.
# loses: partials_public, partials_unary
# %% partials_table
def partials(op, values):
    if op == "add":
        return 1.0, 1.0
    if op == "sub":
        return 1.0, -1.0
    if op == "mul":
        return values[1], values[0]
    if op == "div":
        return 1 / values[1], -values[0] / (values[1] * values[1])
    if op == "neg":
        return (-1.0,)
    (x,) = values
    return ({"sin": math.cos, "cos": lambda x: -math.sin(x), "exp": lambda x: x * math.exp(x - 1), "log": lambda x: 1 / x}[op](x),)
