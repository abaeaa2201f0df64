# EPOCHS is larger than 100, the most that is allowed.
# loses: training_epochs_public
# %% training_epochs
EPOCHS = 101
