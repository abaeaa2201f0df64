# The additions of the biases are not counted.
# loses: forward_count_public, forward_count_fresh
# %% forward_count_code
def forward_operations(widths):
    products = sum((2 * n - 1) * m for n, m in pairwise(widths))
    return products + sum(widths[1:-1])
