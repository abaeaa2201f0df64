# The multiplications by the factor 2 at the outputs are not counted.
# loses: backward_count_public, backward_count_fresh
# %% backward_count_code
def backward_operations(widths):
    pairs = list(pairwise(widths))
    by_weights = sum(n * m for n, m in pairs)
    errors = sum(n * (2 * m - 1) for n, m in pairs[1:])
    return by_weights + errors + sum(widths[1:-1])
