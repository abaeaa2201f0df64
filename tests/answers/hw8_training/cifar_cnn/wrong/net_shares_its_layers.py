# All networks share the same layers, so training one also trains the others; each Net must make its own in __init__.
# loses: net_new
# %% net_answer
class Net(nn.Module):
    layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU())
    heads = {}

    def __init__(self, num_classes, **options):
        super().__init__()
        self.convolutions = self.layers
        self.last = self.heads.setdefault(num_classes, nn.Linear(16, num_classes))

    def forward(self, X):
        return self.last(self.convolutions(X).mean(dim=(2, 3)))
