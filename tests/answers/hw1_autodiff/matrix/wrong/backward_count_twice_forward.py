# The count is twice that of the forward pass, which is no more than a rule of thumb for large batches.
# loses: backward_count_public, backward_count_fresh
# %% backward_count_code
def backward_operations(widths):
    pairs = list(pairwise(widths))
    by_weights = sum(n * m for n, m in pairs)
    errors = sum(n * (2 * m - 1) for n, m in pairs[1:])
    return 2 * (sum(2 * n * m for n, m in pairs) + sum(widths[1:-1]))
