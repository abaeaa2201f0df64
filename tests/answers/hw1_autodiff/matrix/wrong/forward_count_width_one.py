# The count is 3L + 2, which is right only if all layers have width 1.
# loses: forward_count_public, forward_count_fresh
# %% forward_count_code
def forward_operations(widths):
    return 3 * (len(widths) - 2) + 2
