# The default settings of RMSprop's rate tenth, and few large batches.
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 25, 64
SETTINGS = {"Adagrad": {"lr": 0.02, "eps": 1e-8}, "RMSprop": {"lr": 0.001}, "Adam": {"lr": 0.003}}
