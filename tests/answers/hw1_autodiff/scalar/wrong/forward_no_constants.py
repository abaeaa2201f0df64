# Every argument is taken for a name, so forward_mode fails where an argument is a plain number.
# loses: forward_public, forward_fresh, forward_direction, forward_edges, forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (value, direction[name]) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = sum(slope * moved for slope, (_, moved) in zip(slopes, pairs, strict=True))
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return trace
