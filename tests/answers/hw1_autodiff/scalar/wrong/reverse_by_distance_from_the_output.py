# The nodes are visited in the order of their distance from the output, so that some pass their adjoint on before it is
# complete.
# loses: reverse_fresh, reverse_fan_out
# %% reverse_code
def reverse_mode(graph, inputs):
    values, nodes = dict(inputs), {}
    for name, op, args in graph:
        numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
        values[name] = graphs.OPERATIONS[op](*numbers)
        nodes[name] = args, partials(op, numbers)
    adjoints = dict.fromkeys(values, 0.0)
    adjoints[graph[-1][0]] = 1.0
    queue, seen = [graph[-1][0]], {graph[-1][0]}
    while queue:
        name = queue.pop(0)
        for arg, slope in zip(*nodes.get(name, ((), ()))):
            if isinstance(arg, str):
                adjoints[arg] += adjoints[name] * slope
                if arg not in seen:
                    seen.add(arg)
                    queue.append(arg)
    return {name: (values[name], adjoints[name]) for name in values}
