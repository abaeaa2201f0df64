# squeeze() also removes the axis of a single image.
# loses: model_sizes
# %% model_answer
class Net(nn.Module):
    def __init__(self, num_inputs, num_classes):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(num_inputs, 128), nn.ReLU(), nn.Linear(128, num_classes))

    def forward(self, x):
        return self.layers(x).squeeze()


def make_model(num_inputs, num_classes):
    return Net(num_inputs, num_classes)
