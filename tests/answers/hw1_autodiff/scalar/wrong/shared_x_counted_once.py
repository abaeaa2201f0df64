# x is used twice in x + x, but counted only once in dw/dx.
# loses: shared_by_x
# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    w = 2 * x * a * (a + 1)
    return w, a * (a + 1) + 2 * x * y * (2 * a + 1), 2 * x * x * (2 * a + 1), 2 * x * (2 * a + 1)
