# For a single image, the scores have lost the axis of the images. squeeze() removes every axis of length 1.
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
