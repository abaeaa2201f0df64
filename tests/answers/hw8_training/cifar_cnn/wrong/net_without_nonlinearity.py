# There is no nonlinearity: convolutions, average pooling and linear layers together are one linear function.
# loses: net_nonlinear
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.BatchNorm2d(8), nn.AvgPool2d(2), nn.Conv2d(8, 16, 3, 2))
        self.last = nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(self.layers(X).mean(dim=(2, 3)))
