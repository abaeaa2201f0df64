# One of the nodes before the output is not used by any other node.
# loses: graph_no_loose_ends
# %% graph_of_f
def f_graph():
    return [
        ("v1", "mul", ("x1", "x2")),
        ("v2", "sin", ("x3",)),
        ("v3", "mul", ("v1", "v2")),
        ("v4", "exp", ("v1",)),
        ("v5", "add", ("v3", "v4")),
        ("extra", "cos", ("x1",)),
        ("v6", "div", ("v5", "x3")),
    ]
