# The chain rule as a triangular system of linear equations.
# %% reverse_code
def reverse_mode(graph, inputs):
    values = graphs.evaluate(graph, inputs)
    names = list(values)
    place = {name: k for k, name in enumerate(names)}
    local = np.zeros((len(names), len(names)))
    for name, op, args in graph:
        for arg, slope in zip(args, partials(op, [values.get(arg, arg) for arg in args])):
            if arg in place:
                local[place[name], place[arg]] += slope
    seed = np.zeros(len(names))
    seed[place[graph[-1][0]]] = 1
    adjoints = np.linalg.solve(np.eye(len(names)) - local.T, seed)
    return {name: (values[name], adjoints[place[name]]) for name in names}
