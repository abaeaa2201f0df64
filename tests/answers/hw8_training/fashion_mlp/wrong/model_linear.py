# No hidden layer.
# loses: model_layers, model_nonlinear
# %% model_answer
def make_model(num_inputs, num_classes):
    return nn.Linear(num_inputs, num_classes)
