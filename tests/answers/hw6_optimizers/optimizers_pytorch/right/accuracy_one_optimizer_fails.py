# Two of three reach it; the third is not far off.
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 12, 48
SETTINGS = {"Adagrad": {"lr": 0.02}, "RMSprop": {"lr": 0.0004}, "Adam": {"lr": 0.002}}
