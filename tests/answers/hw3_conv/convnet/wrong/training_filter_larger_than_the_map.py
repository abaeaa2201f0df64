# One filter is as large as the image: its map is a single pixel, which leaves nothing to pool.
# loses: training_sizes_public
# %% training_sizes
FILTER_SIZES = (3, 8)
HIDDEN_DIMS = (8, 16)
