# The graph uses an operation other than "add" and "mul".
# loses: shared_values
# %% shared_graph
def w_graph():
    return [
        ("xy", "mul", ("x", "y")),
        ("a", "add", ("xy", "z")),
        ("xx", "div", ("x", 0.5)),
        ("b", "mul", ("a", "xx")),
        ("ab", "mul", ("a", "b")),
        ("w", "add", ("ab", "b")),
    ]
