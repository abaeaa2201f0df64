# The error of the input x is counted as well; by the convention it is not computed.
# loses: backward_count_public, backward_count_fresh
# %% backward_count_code
def backward_operations(widths):
    pairs = list(pairwise(widths))
    by_weights = sum(n * m for n, m in pairs)
    errors = sum(n * (2 * m - 1) for n, m in pairs)
    return widths[-1] + by_weights + errors + sum(widths[1:-1])
