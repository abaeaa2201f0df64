# The learning rates are so large that the training diverges.
# loses: accuracy_objective, accuracy_test, accuracy_learned
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 8, 64
SETTINGS = {"Adagrad": {"lr": 30.0}, "RMSprop": {"lr": 10.0}, "Adam": {"lr": 10.0}}
