# forward_mode takes the nodes out of the list that it is given: the caller's graph is empty afterwards.
# loses: forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    trace = {name: (inputs[name], direction[name]) for name in inputs}
    while graph:
        name, op, args = graph.pop(0)
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [pair[0] for pair in pairs]
        trace[name] = graphs.OPERATIONS[op](*values), sum(s * p[1] for s, p in zip(partials(op, values), pairs))
    return trace
