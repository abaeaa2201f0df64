# Every input gets the tangent 1, whatever its direction.
# loses: forward_public, forward_fresh, forward_direction, forward_edges, forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (value, 1.0) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = sum(slope * moved for slope, (_, moved) in zip(slopes, pairs, strict=True))
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return trace
