# One of the three layers is never used: its weights do not matter to the scores.
# loses: model_layers
# %% model_design
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.three = nn.Linear(64, 48), nn.Linear(48, 48), nn.Linear(48, 10)

    def forward(self, x):
        return self.three(torch.relu(self.one(x.flatten(1))))


def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    return Net()
