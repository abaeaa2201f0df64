# The class of the network is returned, not a network.
# loses: model_public, model_sizes, model_layers, model_nonlinear, model_scores, model_new
# %% model_answer
def make_model(num_inputs, num_classes):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(num_inputs, 128), nn.ReLU(), nn.Linear(128, num_classes))

        def forward(self, x):
            return self.layers(x)

    return Net
