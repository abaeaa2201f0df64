# A second call with the same graph still uses the values of the first call's point.
# loses: reverse_called_again
# %% reverse_code
KNOWN = {}


def reverse_mode(graph, inputs):
    key = str(graph)
    if key not in KNOWN:
        values, slopes = dict(inputs), {}
        for name, op, args in graph:
            numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
            values[name] = graphs.OPERATIONS[op](*numbers)
            slopes[name] = partials(op, numbers)
        KNOWN[key] = values, slopes
    values, slopes = KNOWN[key]
    adjoints = dict.fromkeys(values, 0.0)
    adjoints[graph[-1][0]] = 1.0
    for name, _, args in reversed(graph):
        for arg, slope in zip(args, slopes[name]):
            if isinstance(arg, str):
                adjoints[arg] += adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
