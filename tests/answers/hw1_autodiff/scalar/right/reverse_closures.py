# A tape of closures, run backwards.
# %% reverse_code
def reverse_mode(graph, inputs):
    value, bar, tape = {**inputs}, {name: 0 for name in inputs}, []
    for name, op, args in graph:
        numbers = tuple(value[arg] if arg in value else arg for arg in args)
        value[name], bar[name] = graphs.OPERATIONS[op](*numbers), 0

        def pull(name=name, args=args, slopes=partials(op, numbers)):
            for arg, slope in zip(args, slopes):
                if arg in bar:
                    bar[arg] = bar[arg] + bar[name] * slope

        tape.append(pull)
    bar[graph[-1][0]] = 1
    while tape:
        tape.pop()()
    return {name: [value[name], bar[name]] for name in value}
