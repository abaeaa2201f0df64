# EPOCHS is 1; it must be at least 8. After a single epoch, the network is still poor.
# loses: training_epochs_public, training_history, training_accuracy, training_test
# %% training_epochs
EPOCHS = 1
