# FILTER_SIZES has only one size. At least two are needed to compare.
# loses: training_sizes_public, training_results
# %% training_sizes
FILTER_SIZES = (3,)
HIDDEN_DIMS = (8, 16, 32)
