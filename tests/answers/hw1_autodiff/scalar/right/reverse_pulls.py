# Each name asks its users for what they owe it, by recursion.
# %% reverse_code
def reverse_mode(graph, inputs):
    values = graphs.evaluate(graph, inputs)
    users = {name: [] for name in values}
    for name, op, args in graph:
        slopes = partials(op, [values[a] if isinstance(a, str) else a for a in args])
        for arg, slope in zip(args, slopes):
            if isinstance(arg, str):
                users[arg].append((name, slope))
    known = {graph[-1][0]: 1.0}

    def adjoint(name):
        if name not in known:
            known[name] = sum(adjoint(user) * slope for user, slope in users[name])
        return known[name]

    return {name: (values[name], adjoint(name)) for name in values}
