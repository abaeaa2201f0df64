# The network has no convolution; it needs at least two.
# loses: net_convolutions
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(3072, 30), nn.ReLU(), nn.Linear(30, num_classes))

    def forward(self, X):
        return self.layers(X)
