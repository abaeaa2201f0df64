# The most that is allowed.
# %% training_epochs
EPOCHS = 100
