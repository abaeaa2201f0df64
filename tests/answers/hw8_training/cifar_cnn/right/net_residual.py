# Blocks with shortcuts, and group normalisation.
# %% net_answer
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.GroupNorm(2, channels)

    def forward(self, x):
        return torch.relu(x + self.conv2(torch.relu(self.norm(self.conv1(x)))))


class Net(nn.Module):
    def __init__(self, num_classes, blocks=2):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 4, stride=4)
        self.blocks = nn.ModuleList([Block(8) for _ in range(blocks)])
        self.head = nn.Linear(8, num_classes)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x.amax(dim=(2, 3)))
# %% parts_designs
DESIGNS = {"two": lambda: Net(num_classes), "one": lambda: Net(num_classes, 1), "none": lambda: Net(num_classes, 0)}
DESIGNS["three"] = lambda: Net(num_classes, 3)
