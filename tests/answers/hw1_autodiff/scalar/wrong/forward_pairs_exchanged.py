# Each pair is in the wrong order: the tangent stands before the value.
# loses: forward_public, forward_fresh, forward_direction, forward_edges, forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (value, direction[name]) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = sum(slope * moved for slope, (_, moved) in zip(slopes, pairs, strict=True))
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return {name: pair[::-1] for name, pair in trace.items()}
