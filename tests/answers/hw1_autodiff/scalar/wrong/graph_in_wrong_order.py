# The nodes are not in topological order: one of them stands before a node that it uses.
# loses: graph_public, graph_values, graph_no_loose_ends
# %% graph_of_f
def f_graph():
    return [
        ("v1", "mul", ("x1", "x2")),
        ("v3", "mul", ("v1", "v2")),
        ("v2", "sin", ("x3",)),
        ("v4", "exp", ("v1",)),
        ("v5", "add", ("v3", "v4")),
        ("v6", "div", ("v5", "x3")),
    ]
