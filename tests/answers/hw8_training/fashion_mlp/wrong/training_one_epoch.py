# One epoch: the curves are points, and the network is poor.
# loses: training_epochs_public, training_history, training_accuracy, training_test
# %% training_epochs
EPOCHS = 1
