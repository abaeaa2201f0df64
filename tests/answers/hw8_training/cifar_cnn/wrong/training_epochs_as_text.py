# EPOCHS is a string; it must be an int.
# loses: training_epochs_public
# %% training_epochs
EPOCHS = "10"
