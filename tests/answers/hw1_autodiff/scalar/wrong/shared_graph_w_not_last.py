# w is not the last node of the graph: another one follows it.
# loses: shared_values
# %% shared_graph
def w_graph():
    return [
        ("xy", "mul", ("x", "y")),
        ("a", "add", ("xy", "z")),
        ("xx", "add", ("x", "x")),
        ("b", "mul", ("a", "xx")),
        ("ab", "mul", ("a", "b")),
        ("w", "add", ("ab", "b")),
        ("ww", "add", ("w", "w")),
    ]
