# Dropout is on in evaluation mode, too: nn.functional.dropout does not know the network's mode by itself.
# loses: net_mode, net_new
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU())
        self.last = nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(nn.functional.dropout(self.layers(X).mean(dim=(2, 3)), 0.5))
