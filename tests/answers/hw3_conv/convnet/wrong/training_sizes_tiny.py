# There are so few hidden units that no network can tell ten digits apart.
# loses: training_accuracy
# %% training_sizes
FILTER_SIZES = (1, 3)
HIDDEN_DIMS = (1, 3)
