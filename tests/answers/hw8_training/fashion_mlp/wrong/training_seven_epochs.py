# EPOCHS is 7; it must be at least 8.
# loses: training_epochs_public, training_history
# %% training_epochs
EPOCHS = 7
