# In a quotient, the derivative with respect to the divisor has the wrong sign, adjoints replace one another instead of
# being added, and x in x + x is counted only once.
# loses: partials_public, partials_binary, reverse_public, reverse_fresh, reverse_fan_out, reverse_edges, reverse_called_again, shared_by_x
# %% partials_table
def partials(op, values):
    if op == "add":
        return 1.0, 1.0
    if op == "sub":
        return 1.0, -1.0
    if op == "mul":
        return values[1], values[0]
    if op == "div":
        return 1 / values[1], values[0] / (values[1] * values[1])
    if op == "neg":
        return (-1.0,)
    (x,) = values
    return ({"sin": math.cos, "cos": lambda x: -math.sin(x), "exp": math.exp, "log": lambda x: 1 / x}[op](x),)

# %% reverse_code
def reverse_mode(graph, inputs):
    values = dict(inputs)
    slopes = {}
    for name, op, args in graph:
        numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
        values[name] = graphs.OPERATIONS[op](*numbers)
        slopes[name] = partials(op, numbers)
    adjoints = dict.fromkeys(values, 0.0)
    adjoints[graph[-1][0]] = 1.0
    for name, _, args in reversed(graph):
        for arg, slope in zip(args, slopes[name], strict=True):
            if isinstance(arg, str):
                adjoints[arg] = adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}

# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    w = 2 * x * a * (a + 1)
    return w, a * (a + 1) + 2 * x * y * (2 * a + 1), 2 * x * x * (2 * a + 1), 2 * x * (2 * a + 1)
