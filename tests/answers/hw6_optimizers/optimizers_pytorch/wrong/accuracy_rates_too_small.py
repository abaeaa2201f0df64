# The learning rates are so small that nothing is learned.
# loses: accuracy_objective, accuracy_test, accuracy_learned
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 8, 64
SETTINGS = {name: {"lr": 1e-6} for name in ("Adagrad", "RMSprop", "Adam")}
