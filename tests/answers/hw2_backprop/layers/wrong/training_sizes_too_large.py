# The sizes in HIDDEN_DIMS add up to more than 1000.
# loses: training_sizes_public
# %% training_sizes
HIDDEN_DIMS = (10, 100, 900)
