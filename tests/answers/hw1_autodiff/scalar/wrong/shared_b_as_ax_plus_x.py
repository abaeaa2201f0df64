# b is computed as a x + x: the parentheses in a (x + x) are ignored.
# loses: shared_w, shared_by_x, shared_by_y, shared_by_z
# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    b = a * x + x
    return a * b + b, (a + 1) ** 2 + 2 * x * y * (a + 1), 2 * x * x * (a + 1), 2 * x * (a + 1)
