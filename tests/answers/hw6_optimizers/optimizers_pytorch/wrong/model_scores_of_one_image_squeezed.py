# The scores of a single image lose their first axis: right only for two or more images.
# loses: model_layers
# %% model_design
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.three = nn.Linear(64, 96), nn.Linear(96, 48), nn.Linear(48, 10)

    def forward(self, x):
        return self.three(torch.relu(self.two(torch.relu(self.one(x.flatten(1)))))).squeeze()


def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    return Net()
