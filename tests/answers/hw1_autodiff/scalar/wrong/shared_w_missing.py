# w itself is missing from the result: only the three derivatives are returned.
# loses: shared_w, shared_by_x, shared_by_y, shared_by_z
# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    w = 2 * x * a * (a + 1)
    return 2 * a * (a + 1) + 2 * x * y * (2 * a + 1), 2 * x * x * (2 * a + 1), 2 * x * (2 * a + 1)
