# A subclass of nn.Sequential, with average pooling and ELU.
# %% net_answer
class Net(nn.Sequential):
    def __init__(self, num_classes, width=12):
        super().__init__(
            nn.Conv2d(3, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ELU(), nn.AvgPool2d(2),
            nn.Conv2d(width, 2 * width, 3), nn.ELU(), nn.AvgPool2d(2),
            nn.Flatten(), nn.Linear(18 * width, num_classes),
        )
# %% parts_designs
DESIGNS = {f"width {w}": (lambda w=w: Net(num_classes, w)) for w in (12, 8, 6, 4)}
