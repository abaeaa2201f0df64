# 3L + 2, whatever the widths.
# loses: forward_count_public, forward_count_fresh
# %% forward_count_code
def forward_operations(widths):
    return 3 * (len(widths) - 2) + 2
