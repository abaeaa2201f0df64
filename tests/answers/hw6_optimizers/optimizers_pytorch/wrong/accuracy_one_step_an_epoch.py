# A batch holds all training images, so there is only one step in an epoch. With these small learning rates, sixteen
# steps are too few.
# loses: accuracy_objective, accuracy_test, accuracy_learned
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 16, 1097
SETTINGS = {"Adagrad": {"lr": 0.0005}, "RMSprop": {"lr": 0.0002}, "Adam": {"lr": 0.0005}}
