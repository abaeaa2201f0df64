# All sizes in HIDDEN_DIMS are so small that no network can tell ten digits apart.
# loses: training_accuracy
# %% training_sizes
HIDDEN_DIMS = (1, 2, 3)
