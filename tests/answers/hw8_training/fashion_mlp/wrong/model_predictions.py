# The network returns the predicted classes; it must return the scores of all classes.
# loses: model_public, model_sizes, model_nonlinear, model_scores, model_new
# %% model_answer
class Net(nn.Module):
    def __init__(self, num_inputs, num_classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(num_inputs, 128), nn.ReLU(), nn.Linear(128, num_classes))

    def forward(self, x):
        return self.layers(x).argmax(dim=1)


def make_model(num_inputs, num_classes):
    return Net(num_inputs, num_classes)
