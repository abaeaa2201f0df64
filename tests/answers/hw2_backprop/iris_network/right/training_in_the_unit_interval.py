# Every feature is scaled to the unit interval of the training flowers.
# %% training_prepare
def prepare(data):
    low, high = data["X_train"].min(axis=0), data["X_train"].max(axis=0)
    scale = lambda X: (X - low) / (high - low)
    return {**data, "X_train": scale(data["X_train"]), "X_val": scale(data["X_val"]), "X_test": scale(data["X_test"])}
