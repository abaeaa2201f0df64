# The convolutions have new weights in each call and are never trained: they are made in forward, not in __init__.
# loses: net_convolutions, net_mode, net_new
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.last = nn.Linear(16, num_classes)

    def forward(self, X):
        X = torch.relu(nn.Conv2d(3, 8, 3, 2)(X))
        X = torch.relu(nn.Conv2d(8, 16, 3, 2)(X))
        return self.last(X.mean(dim=(2, 3)))
