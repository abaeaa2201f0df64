# EPOCHS is 0, so no network is trained.
# loses: accuracy_choices_public, accuracy_objective, accuracy_test, accuracy_learned
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 0, 48
SETTINGS = {"Adagrad": {"lr": 0.02}, "RMSprop": {"lr": 0.001}, "Adam": {"lr": 0.002}}
