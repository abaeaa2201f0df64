# The network is a single linear layer; it needs at least one hidden layer, with a nonlinearity.
# loses: model_layers, model_nonlinear
# %% model_answer
def make_model(num_inputs, num_classes):
    return nn.Linear(num_inputs, num_classes)
