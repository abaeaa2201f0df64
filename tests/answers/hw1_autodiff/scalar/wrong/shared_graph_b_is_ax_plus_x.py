# b is computed as a x + x: the parentheses in a (x + x) are ignored.
# loses: shared_public, shared_values
# %% shared_graph
def w_graph():
    return [
        ("xy", "mul", ("x", "y")),
        ("a", "add", ("xy", "z")),
        ("xx", "mul", ("a", "x")),
        ("b", "add", ("xx", "x")),
        ("ab", "mul", ("a", "b")),
        ("w", "add", ("ab", "b")),
    ]
