# The network has only two hidden units, too few to reach the accuracy that is asked for.
# loses: training_accuracy, training_test
# %% model_answer
def make_model(num_inputs, num_classes):
    return nn.Sequential(nn.Linear(num_inputs, 2), nn.ReLU(), nn.Linear(2, num_classes))
