# functools.partial, and a class of another kind among them.
# %% parts_designs
import functools


class Shallow(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.last = nn.Conv2d(3, 8, 4, 4), nn.Linear(8, num_classes)

    def forward(self, X):
        return self.last(torch.relu(self.conv(X)).mean(dim=(2, 3)))


DESIGNS = {width: functools.partial(Net, num_classes, width=width) for width in (16, 8, 4)}
DESIGNS["shallow"] = Shallow
