# x + x as a product with 2; nodes named otherwise.
# %% shared_graph
def w_graph():
    return [
        ("two_x", "mul", (2, "x")),
        ("product", "mul", ("y", "x")),
        ("a", "add", ("z", "product")),
        ("b", "mul", ("two_x", "a")),
        ("a_plus_one", "add", ("a", 1)),
        ("w", "mul", ("b", "a_plus_one")),
    ]

# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    b = a * (x + x)
    b_bar = a + 1
    a_bar = b + b_bar * 2 * x
    return a * b + b, a_bar * y + 2 * b_bar * a, a_bar * x, a_bar
