# COMBINATIONS has only three entries. At least four are asked for.
# loses: training_combinations_public
# %% training_combinations
COMBINATIONS = [(0.003, 8), (0.03, 8), (0.03, 16)]
