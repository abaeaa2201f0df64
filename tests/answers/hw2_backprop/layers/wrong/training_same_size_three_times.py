# All three entries of HIDDEN_DIMS are the same size. Three different sizes are asked for.
# loses: training_sizes_public, training_results
# %% training_sizes
HIDDEN_DIMS = (32, 32, 32)
