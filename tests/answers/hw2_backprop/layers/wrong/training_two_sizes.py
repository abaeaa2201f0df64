# Two sizes only, where three are asked.
# loses: training_sizes_public, training_results
# %% training_sizes
HIDDEN_DIMS = (16, 32)
