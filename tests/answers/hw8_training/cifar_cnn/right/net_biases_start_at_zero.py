# No normalisation, and all biases begin at 0, as in many papers: an empty image has no scores yet.
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, width=8):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, width, 5, stride=2), nn.Conv2d(width, 2 * width, 5, stride=2)
        self.last = nn.Linear(2 * width * 5 * 5, num_classes)
        for layer in (self.conv1, self.conv2, self.last):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, X):
        return self.last(self.conv2(self.conv1(X).relu()).relu().flatten(1))
# %% parts_designs
DESIGNS = {f"width {w}": (lambda w=w: Net(num_classes, w)) for w in (8, 6, 4, 2)}
