# EPOCHS is not a whole number; it must be an int.
# loses: training_epochs_public, training_history, training_accuracy, training_test
# %% training_epochs
EPOCHS = 8.5
