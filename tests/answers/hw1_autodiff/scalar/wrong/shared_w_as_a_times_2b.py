# w is computed as a (b + b) instead of ab + b.
# loses: shared_w, shared_by_x, shared_by_y, shared_by_z
# %% shared_formulas
def w_slopes(x, y, z):
    a = x * y + z
    return 4 * a * a * x, 4 * a * a + 8 * a * x * y, 8 * a * x * x, 8 * a * x
