# Values by graphs.evaluate, then the tangents.
# %% forward_code
def forward_mode(graph, inputs, direction):
    values = graphs.evaluate(graph, inputs)
    tangents = dict(direction)
    for name, op, args in graph:
        numbers = [values.get(arg, arg) for arg in args]
        tangents[name] = 0.0
        for k, slope in enumerate(partials(op, numbers)):
            tangents[name] += slope * tangents.get(args[k], 0.0)
    return {name: (values[name], tangents[name]) for name in values}
