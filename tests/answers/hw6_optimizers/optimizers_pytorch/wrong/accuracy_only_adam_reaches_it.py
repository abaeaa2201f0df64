# The learning rates of Adagrad and RMSprop are far too small: only Adam's network reaches the accuracy.
# loses: accuracy_objective, accuracy_test=0.5
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 12, 48
SETTINGS = {"Adagrad": {"lr": 1e-5}, "RMSprop": {"lr": 1e-6}, "Adam": {"lr": 0.002}}
