# The nodes are written into the dictionaries inputs and direction, which must stay as they are.
# loses: forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    for name, op, args in graph:
        values = [inputs[arg] if isinstance(arg, str) else arg for arg in args]
        slopes = partials(op, values)
        inputs[name] = graphs.OPERATIONS[op](*values)
        direction[name] = sum(s * (direction[arg] if isinstance(arg, str) else 0.0) for s, arg in zip(slopes, args))
    return {name: (inputs[name], direction[name]) for name in inputs}
