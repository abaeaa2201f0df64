# Twelve epochs, as a NumPy integer.
# %% training_epochs
EPOCHS = np.int64(12)
