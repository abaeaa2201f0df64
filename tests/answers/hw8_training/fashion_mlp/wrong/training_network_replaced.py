# After the training, an untrained network takes the place of the trained one.
# loses: training_history, training_accuracy, training_test
# %% +after training_run
network = make_model(num_inputs, num_classes)
