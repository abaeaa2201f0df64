# Adam's learning rate is far too small, so its network hardly learns.
# loses: accuracy_objective, accuracy_learned
# %% accuracy_choices
EPOCHS, BATCH_SIZE = 12, 48
SETTINGS = {"Adagrad": {"lr": 0.02}, "RMSprop": {"lr": 0.001}, "Adam": {"lr": 1e-6}}
