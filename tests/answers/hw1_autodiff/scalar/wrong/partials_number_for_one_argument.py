# For operations with one argument, a plain number is returned instead of a tuple with one entry.
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
        return -1.0
    (x,) = values
    return {"sin": math.cos, "cos": lambda x: -math.sin(x), "exp": math.exp, "log": lambda x: 1 / x}[op](x)
