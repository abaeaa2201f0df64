# The nodes pass their adjoints on in the order of the graph, before they have received any themselves.
# loses: reverse_public, reverse_fresh, reverse_fan_out, reverse_edges, reverse_called_again
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
    for name, _, args in graph:
        for arg, slope in zip(args, slopes[name], strict=True):
            if isinstance(arg, str):
                adjoints[arg] += adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
