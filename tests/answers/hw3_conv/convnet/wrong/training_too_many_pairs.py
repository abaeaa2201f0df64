# The sizes make 14 pairs, but at most 12 may be tried.
# loses: training_sizes_public
# %% training_sizes
FILTER_SIZES = (3, 5)
HIDDEN_DIMS = (8, 10, 12, 14, 16, 24, 32)
