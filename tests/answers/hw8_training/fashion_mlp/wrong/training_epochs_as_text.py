# The number is a text.
# loses: all
# %% training_epochs
EPOCHS = "20"
