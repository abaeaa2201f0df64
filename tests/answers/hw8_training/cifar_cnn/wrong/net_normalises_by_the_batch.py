# In evaluation mode, an image's scores depend on the other images in its batch: batch normalisation must use running
# statistics there.
# loses: net_mode
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        norm = nn.BatchNorm2d(8, track_running_stats=False)
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), norm, nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU())
        self.last = nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(self.layers(X).mean(dim=(2, 3)))
