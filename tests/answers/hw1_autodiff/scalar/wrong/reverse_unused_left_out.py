# Inputs and nodes that the output does not depend on are missing from the result.
# loses: reverse_edges
# %% reverse_code
def reverse_mode(graph, inputs):
    values = dict(inputs)
    slopes = {}
    for name, op, args in graph:
        numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
        values[name] = graphs.OPERATIONS[op](*numbers)
        slopes[name] = partials(op, numbers)
    adjoints = {}
    adjoints[graph[-1][0]] = 1.0
    for name, _, args in reversed(graph):
        if name not in adjoints:
            continue
        for arg, slope in zip(args, slopes[name], strict=True):
            if isinstance(arg, str):
                adjoints[arg] = adjoints.get(arg, 0.0) + adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items() if name in adjoints}
