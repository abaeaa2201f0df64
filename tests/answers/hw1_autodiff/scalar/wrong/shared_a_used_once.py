# One of the two ways from a to w is missing from dw/dz: a is used in ab, and in b as well.
# loses: shared_by_z
# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    w = 2 * x * a * (a + 1)
    return w, 2 * a * (a + 1) + 2 * x * y * (2 * a + 1), 2 * x * x * (2 * a + 1), 2 * x * a
