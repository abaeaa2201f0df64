# Twenty epochs.
# %% training_epochs
EPOCHS = 8 + 12
