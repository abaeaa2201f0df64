# HIDDEN_DIMS has only two sizes. At least three are asked for.
# loses: training_sizes_public, training_results
# %% training_sizes
HIDDEN_DIMS = (16, 32)
