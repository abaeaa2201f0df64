# Each entry of SETTINGS is a number. It should be a dictionary of settings.
# loses: accuracy_choices_public, accuracy_objective, accuracy_test, accuracy_learned
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 12, 48
SETTINGS = {"Adagrad": 0.02, "RMSprop": 0.001, "Adam": 0.002}
