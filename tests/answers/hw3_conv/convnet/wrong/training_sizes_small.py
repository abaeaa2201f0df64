# The filters and hidden layers are so small that the best network earns only half of the points for its test accuracy.
# loses: training_accuracy=0.5
# %% training_sizes
FILTER_SIZES = (1, 2)
HIDDEN_DIMS = (6, 7)
