# The factor x1 is missing: the graph is right only where x1 is 1, as at the given point.
# loses: graph_values, graph_no_loose_ends
# %% graph_of_f
def f_graph():
    return [
        ("v1", "mul", ("x2", 1.0)),
        ("v2", "sin", ("x3",)),
        ("v3", "mul", ("v1", "v2")),
        ("v4", "exp", ("v1",)),
        ("v5", "add", ("v3", "v4")),
        ("v6", "div", ("v5", "x3")),
    ]
