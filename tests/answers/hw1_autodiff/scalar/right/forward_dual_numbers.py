# Dual numbers of its own; the order of the entries is another.
# %% forward_code
class Dual:
    def __init__(self, real, dual=0.0):
        self.real, self.dual = real, dual


def apply(op, duals):
    numbers = tuple(dual.real for dual in duals)
    moved = np.dot(partials(op, numbers), [dual.dual for dual in duals])
    return Dual(graphs.OPERATIONS[op](*numbers), moved)


def forward_mode(graph, inputs, direction):
    known = {name: Dual(inputs[name], direction[name]) for name in inputs}
    for name, op, args in graph:
        known[name] = apply(op, [known.get(arg) or Dual(arg) for arg in args])
    return {name: (known[name].real, known[name].dual) for name in reversed(known)}
