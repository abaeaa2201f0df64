# Where both arguments are the same, as in x * x, only one of them contributes to the tangent.
# loses: forward_fresh, forward_edges
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (value, direction[name]) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = sum(slope * trace.get(arg, (0, 0.0))[1] for arg, slope in dict(zip(args, slopes)).items())
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return trace
