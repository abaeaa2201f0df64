# Where both arguments are the same, as in x * x, only one of them receives its share of the adjoint.
# loses: reverse_fresh, reverse_edges
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
        for arg, slope in dict(zip(args, slopes[name])).items():
            if isinstance(arg, str):
                adjoints[arg] += adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
