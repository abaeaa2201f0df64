# Every input that moves at all gets the tangent 1: how fast it moves, and whether backwards, is ignored.
# loses: forward_direction, forward_edges, forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (value, float(direction[name] != 0)) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = sum(slope * moved for slope, (_, moved) in zip(slopes, pairs, strict=True))
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return trace
