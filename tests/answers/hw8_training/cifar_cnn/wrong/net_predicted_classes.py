# The network returns the predicted classes; it must return the scores of all classes.
# loses: net_public, net_sizes, net_nonlinear, net_scores, net_mode, net_new
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU())
        self.last = nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(self.layers(X).mean(dim=(2, 3))).argmax(dim=1)
