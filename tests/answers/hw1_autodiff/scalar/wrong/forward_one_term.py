# Only the first argument of an operation contributes to the tangent: the second one's term is missing.
# loses: forward_public, forward_fresh, forward_direction, forward_edges, forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (value, direction[name]) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = slopes[0] * pairs[0][1]
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return trace
