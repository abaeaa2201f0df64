# A number of epochs that is no integer.
# loses: training_epochs_public, training_history, training_accuracy, training_test
# %% training_epochs
EPOCHS = 8.5
