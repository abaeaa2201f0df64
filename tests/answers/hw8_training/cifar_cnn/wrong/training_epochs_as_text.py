# A text.
# loses: training_epochs_public
# %% training_epochs
EPOCHS = "10"
