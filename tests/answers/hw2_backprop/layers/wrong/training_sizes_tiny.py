# Sizes so small that no network can tell ten digits apart.
# loses: training_results, training_accuracy
# %% training_sizes
HIDDEN_DIMS = (1, 2, 3)
