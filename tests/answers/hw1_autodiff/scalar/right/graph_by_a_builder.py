# The nodes come from a small helper; the tables from the functions below.
# %% graph_of_f
def f_graph():
    nodes = []

    def node(op, *args):
        nodes.append((f"n{len(nodes)}", op, args))
        return nodes[-1][0]

    product = node("mul", "x1", "x2")
    node("div", node("add", node("mul", product, node("sin", "x3")), node("exp", product)), "x3")
    return nodes

# %% forward_by_hand
def forward_trace():
    trace = forward_mode(f_graph(), POINT, {"x1": 0, "x2": 1, "x3": 0})
    return {name: (round(value, 4), round(tangent, 4)) for name, (value, tangent) in trace.items()}

# %% reverse_by_hand
def reverse_trace():
    return {name: (round(v, 3), round(bar, 3)) for name, (v, bar) in reverse_mode(f_graph(), POINT).items()}
