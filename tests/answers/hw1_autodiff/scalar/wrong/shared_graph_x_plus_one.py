# b is a (x + 1): wrong at most points.
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
