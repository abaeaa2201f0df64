# b is computed as a (x + 1) instead of a (x + x), which is the same only where x is 1 or a is 0.
# loses: shared_public, shared_values
# %% shared_graph
def w_graph():
    return [
        ("xy", "mul", ("x", "y")),
        ("a", "add", ("xy", "z")),
        ("xx", "add", ("x", 1.0)),
        ("b", "mul", ("a", "xx")),
        ("ab", "mul", ("a", "b")),
        ("w", "add", ("ab", "b")),
    ]
