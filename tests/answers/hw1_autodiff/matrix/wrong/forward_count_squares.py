# Each layer is counted as if it had as many inputs as outputs: right only for equal widths.
# loses: forward_count_fresh
# %% forward_count_code
def forward_operations(widths):
    products = sum(2 * m * m for n, m in pairwise(widths))
    return products + sum(widths[1:-1])
