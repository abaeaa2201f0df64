# For the errors, the number and the length of the dot products are exchanged: they are those of W instead of its
# transpose. Right only for equal widths.
# loses: backward_count_public, backward_count_fresh
# %% backward_count_code
def backward_operations(widths):
    pairs = list(pairwise(widths))
    by_weights = sum(n * m for n, m in pairs)
    errors = sum(m * (2 * n - 1) for n, m in pairs[1:])
    return widths[-1] + by_weights + errors + sum(widths[1:-1])
