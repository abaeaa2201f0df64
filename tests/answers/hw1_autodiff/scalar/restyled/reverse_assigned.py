# Each node asks its users for its adjoint, but a later answer replaces the one before: no sum.
# loses: reverse_public, reverse_fresh, reverse_fan_out, reverse_edges, reverse_called_again
# %% reverse_code
def reverse_mode(graph, inputs):
    known = {**inputs}

    def numbers_of(args):
        return [known.get(arg, arg) for arg in args]

    for name, op, args in graph:
        known[name] = graphs.OPERATIONS[op](*numbers_of(args))
    order = list(known)
    bar = {order[-1]: 1.0}
    for place in range(len(order) - 2, -1, -1):
        me = order[place]
        bar[me] = 0.0
        for user, op, args in graph[::-1]:
            for slot in range(len(args)):
                if args[slot] == me:
                    bar[me] = partials(op, numbers_of(args))[slot] * bar[user]
    result = {}
    for name in order:
        result[name] = (known[name], bar[name])
    return result
