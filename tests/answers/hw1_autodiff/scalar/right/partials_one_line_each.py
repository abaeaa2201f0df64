# A dictionary of functions; lists and integers.
# %% partials_table
RULES = {
    "add": lambda a, b: [1, 1],
    "sub": lambda a, b: [1, -1],
    "mul": lambda a, b: [b, a],
    "div": lambda a, b: [1 / b, -a / b**2],
    "neg": lambda a: [-1],
    "sin": lambda a: [np.cos(a)],
    "cos": lambda a: [-np.sin(a)],
    "exp": lambda a: [np.exp(a)],
    "log": lambda a: [1 / a],
}


def partials(op, values):
    return RULES[op](*values)
