# There is no nonlinearity between the layers, so all of them together are one linear function.
# loses: model_nonlinear
# %% model_answer
def make_model(num_inputs, num_classes):
    return nn.Sequential(nn.Linear(num_inputs, 128), nn.Linear(128, 64), nn.Linear(64, num_classes))
