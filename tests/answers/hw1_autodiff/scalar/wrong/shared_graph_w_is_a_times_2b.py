# w is computed as a (b + b) instead of ab + b.
# loses: shared_public, shared_values
# %% shared_graph
def w_graph():
    return [
        ("xy", "mul", ("x", "y")),
        ("a", "add", ("xy", "z")),
        ("xx", "add", ("x", "x")),
        ("b", "mul", ("a", "xx")),
        ("bb", "add", ("b", "b")),
        ("w", "mul", ("a", "bb")),
    ]
