# The number is a text.
# loses: training_epochs_public, training_history, training_accuracy, training_test
# %% training_epochs
EPOCHS = "20"
