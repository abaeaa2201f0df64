# Of the products only the multiplications are counted: the additions, those of the biases included, are missing.
# loses: forward_count_public, forward_count_fresh
# %% forward_count_code
def forward_operations(widths):
    products = sum(n * m for n, m in pairwise(widths))
    return products + sum(widths[1:-1])
