# The ReLUs are not counted.
# loses: forward_count_public, forward_count_fresh
# %% forward_count_code
def forward_operations(widths):
    products = sum(2 * n * m for n, m in pairwise(widths))
    return products
