# Three entries, all the same size.
# loses: training_sizes_public, training_results
# %% training_sizes
HIDDEN_DIMS = (32, 32, 32)
