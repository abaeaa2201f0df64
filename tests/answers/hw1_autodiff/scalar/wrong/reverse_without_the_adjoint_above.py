# Each node passes on only its own partial derivatives: they are not multiplied by its adjoint.
# loses: reverse_public, reverse_fresh, reverse_fan_out, reverse_edges
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
                adjoints[arg] += slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
