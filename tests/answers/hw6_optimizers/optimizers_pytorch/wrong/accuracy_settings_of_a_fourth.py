# SETTINGS has an entry for an optimizer that was not asked for.
# loses: accuracy_choices_public
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 12, 48
SETTINGS = {"Adagrad": {"lr": 0.02}, "RMSprop": {"lr": 0.001}, "Adam": {"lr": 0.002}, "SGD": {"lr": 0.1}}
