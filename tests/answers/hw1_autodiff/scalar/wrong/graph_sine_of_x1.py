# The sine is taken of x1 instead of x3.
# loses: graph_public, graph_values
# %% graph_of_f
def f_graph():
    return [
        ("v1", "mul", ("x1", "x2")),
        ("v2", "sin", ("x1",)),
        ("v3", "mul", ("v1", "v2")),
        ("v4", "exp", ("v1",)),
        ("v5", "add", ("v3", "v4")),
        ("v6", "div", ("v5", "x3")),
    ]
