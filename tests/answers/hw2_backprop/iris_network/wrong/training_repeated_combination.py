# Two of the four combinations are the same: they differ by chance alone.
# loses: training_combinations_public
# %% training_combinations
COMBINATIONS = [(0.003, 8), (0.03, 8), (0.03, 8), (0.003, 16)]
