# A filter as large as the image, which leaves nothing to pool.
# loses: training_sizes_public
# %% training_sizes
FILTER_SIZES = (3, 8)
HIDDEN_DIMS = (8, 16)
