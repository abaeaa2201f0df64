# The network does not know the parameters of its layers, so they are not trained. A plain Python list hides layers from
# nn.Module.
# loses: net_public, net_convolutions, net_new
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, **options):
        super().__init__()
        self.layers = [nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.Conv2d(8, 16, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1)]
        self.layers += [nn.Flatten(), nn.Linear(16, num_classes)]

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X
