# The values of the nodes are written into the dictionary inputs, which must stay as it is.
# loses: reverse_called_again
# %% reverse_code
def reverse_mode(graph, inputs):
    values = inputs
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
                adjoints[arg] += adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
