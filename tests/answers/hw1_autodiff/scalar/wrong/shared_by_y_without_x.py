# dw/dy lacks a factor x: look at how a depends on y.
# loses: shared_by_y
# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    w = 2 * x * a * (a + 1)
    return w, 2 * a * (a + 1) + 2 * x * y * (2 * a + 1), 2 * x * (2 * a + 1), 2 * x * (2 * a + 1)
