# The network always returns ten scores; it must return num_classes of them.
# loses: net_sizes
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU())
        self.last = nn.Linear(16, 10)

    def forward(self, X):
        return self.last(self.layers(X).mean(dim=(2, 3)))
