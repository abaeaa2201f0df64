# The network has only one convolution; it needs at least two.
# loses: net_convolutions
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.conv, self.last = nn.Conv2d(3, 16, 5, 2), nn.Linear(16, num_classes)

    def forward(self, X):
        return self.last(torch.relu(self.conv(X)).mean(dim=(2, 3)))
