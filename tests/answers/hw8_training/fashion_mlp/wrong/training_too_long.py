# A thousand epochs are out of the question; a hundred and one are too many.
# loses: training_epochs_public
# %% training_epochs
EPOCHS = 101
