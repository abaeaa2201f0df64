# The filters are only one pixel in size, so they see no neighbouring pixels; at least two convolutions need larger
# ones.
# loses: net_convolutions
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 1, 4), nn.ReLU(), nn.Conv2d(8, 16, 1), nn.ReLU())
        self.last = nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(self.layers(X).mean(dim=(2, 3)))
