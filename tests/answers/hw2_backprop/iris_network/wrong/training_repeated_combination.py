# One of the combinations occurs twice, so that fewer than four are different.
# loses: training_combinations_public
# %% training_combinations
COMBINATIONS = [(0.003, 8), (0.03, 8), (0.03, 8), (0.003, 16)]
