# By match, with NumPy's numbers.
# %% partials_table
def partials(op, values):
    x = np.array(values, dtype=float)
    match op:
        case "add" | "sub":
            return 1.0, (-1.0 if op == "sub" else 1.0)
        case "mul":
            return x[1], x[0]
        case "div":
            return np.reciprocal(x[1]), -x[0] * x[1] ** -2
    slope = {"neg": -1.0, "sin": np.cos(x[0]), "cos": -np.sin(x[0]), "exp": np.exp(x[0])}
    slope["log"] = 1.0 / x[0]
    return [slope[op]]
