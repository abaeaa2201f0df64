# The network returns one score too few; it must return one for each of the num_classes classes.
# loses: model_public, model_sizes, model_nonlinear, model_scores, model_new
# %% model_answer
def make_model(num_inputs, num_classes):
    return nn.Sequential(nn.Linear(num_inputs, 128), nn.ReLU(), nn.Linear(128, num_classes - 1))
