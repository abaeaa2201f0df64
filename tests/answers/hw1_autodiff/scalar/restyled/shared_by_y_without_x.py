# In a = x y + z, the slope of a by y was taken to be 1, like that by z: its x is lost.
# loses: shared_by_y
# %% shared_formulas
def w_slopes(x, y, z):
    double = x + x
    a = z + y * x
    b = a * double
    bar_b = a + 1
    bar_a = b + bar_b * double
    by_x = bar_a * y + bar_b * a + bar_b * a
    return b * bar_b, by_x, bar_a, bar_a
