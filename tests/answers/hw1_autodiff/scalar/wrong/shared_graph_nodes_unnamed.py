# The nodes of a and b do not have the names "a" and "b".
# loses: shared_public, shared_values
# %% shared_graph
def w_graph():
    return [
        ("xy", "mul", ("x", "y")),
        ("v1", "add", ("xy", "z")),
        ("xx", "add", ("x", "x")),
        ("v2", "mul", ("v1", "xx")),
        ("ab", "mul", ("v1", "v2")),
        ("w", "add", ("ab", "v2")),
    ]
