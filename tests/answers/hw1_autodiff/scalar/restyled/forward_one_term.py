# The chain rule stops after its first term: how the second argument moves is never added.
# loses: forward_public, forward_fresh, forward_direction, forward_edges, forward_arguments_kept
# %% forward_code
def forward_mode(graph, inputs, direction):
    val, dot = {}, {}
    for name in inputs:
        val[name] = inputs[name]
        dot[name] = direction[name]
    for node in graph:
        numbers = tuple(map(lambda arg: val.get(arg, arg), node[2]))
        by_first = partials(node[1], numbers)[0]
        val[node[0]] = graphs.OPERATIONS[node[1]](*numbers)
        dot[node[0]] = dot.get(node[2][0], 0.0) * by_first
    return {name: (val[name], dot[name]) for name in val}
