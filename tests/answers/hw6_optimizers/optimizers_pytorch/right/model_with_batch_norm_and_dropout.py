# A class of its own, with batch normalisation and dropout.
# %% model_design
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Linear(data["image_shape"][0] * data["image_shape"][1], 80), nn.BatchNorm1d(80)
        self.second, self.drop = nn.Linear(80, 40), nn.Dropout(0.1)
        self.third = nn.Linear(40, data["num_classes"])

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x.flatten(1))))
        return self.third(self.drop(torch.tanh(self.second(x))))


def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    return Net()
