# Thirty epochs, by a calculation.
# %% training_epochs
EPOCHS = 3 * 10
