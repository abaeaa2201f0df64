# For a single image, the scores have lost the axis of the images. squeeze() removes every axis of length 1.
# loses: net_sizes, net_mode
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU())
        self.pool, self.last = nn.AdaptiveAvgPool2d(1), nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(self.pool(self.layers(X)).squeeze())
