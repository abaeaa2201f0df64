# Two hidden units: everything about the network is right, but it is too small.
# loses: training_accuracy, training_test
# %% model_answer
def make_model(num_inputs, num_classes):
    return nn.Sequential(nn.Linear(num_inputs, 2), nn.ReLU(), nn.Linear(2, num_classes))
