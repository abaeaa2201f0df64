# The adjoints of earlier calls are still there: each call must start from 0.
# loses: reverse_public, reverse_fresh, reverse_fan_out, reverse_edges, reverse_called_again
# %% reverse_code
adjoints = {}


def reverse_mode(graph, inputs):
    values, slopes = dict(inputs), {}
    for name, op, args in graph:
        numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
        values[name] = graphs.OPERATIONS[op](*numbers)
        slopes[name] = partials(op, numbers)
    for name in values:
        adjoints.setdefault(name, 0.0)
    adjoints[graph[-1][0]] = 1.0
    for name, _, args in reversed(graph):
        for arg, slope in zip(args, slopes[name]):
            if isinstance(arg, str):
                adjoints[arg] += adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
