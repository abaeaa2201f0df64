# A number of epochs that is no integer.
# loses: all
# %% training_epochs
EPOCHS = 8.5
