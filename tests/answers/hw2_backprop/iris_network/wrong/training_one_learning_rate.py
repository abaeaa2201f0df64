# All combinations have the same learning rate. Both settings should vary.
# loses: training_combinations_public
# %% training_combinations
COMBINATIONS = [(0.03, 2), (0.03, 4), (0.03, 8), (0.03, 16)]
