# Inputs and nodes that the output does not need are missing from the result.
# loses: forward_direction, forward_edges
# %% forward_code
def forward_mode(graph, inputs, direction):
    nodes = {name: (op, args) for name, op, args in graph}
    trace = {}

    def visit(name):
        if name in trace:
            return trace[name]
        if name in inputs:
            trace[name] = inputs[name], direction[name]
            return trace[name]
        op, args = nodes[name]
        pairs = [visit(arg) if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        trace[name] = graphs.OPERATIONS[op](*values), sum(s * t for s, (_, t) in zip(partials(op, values), pairs))
        return trace[name]

    visit(graph[-1][0])
    return trace
