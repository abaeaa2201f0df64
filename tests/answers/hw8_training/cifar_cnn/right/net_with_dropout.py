# The classical way: no normalisation, a hidden layer, dropout, and logarithms of probabilities, which are scores as well.
# %% net_answer
class Net(nn.Module):
    def __init__(self, num_classes, dropout=0.3):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5)
        self.hidden, self.last = nn.Linear(16 * 5 * 5, 50), nn.Linear(50, num_classes)
        self.dropout = dropout

    def forward(self, X):
        F = nn.functional
        X = F.max_pool2d(F.relu(self.conv1(X)), 2)
        X = F.max_pool2d(F.relu(self.conv2(X)), 2)
        X = F.dropout(F.relu(self.hidden(X.flatten(1))), self.dropout, self.training)
        return F.log_softmax(self.last(X), dim=1)
# %% parts_designs
import functools

DESIGNS = {f"dropout {p}": functools.partial(Net, num_classes, p) for p in (0.3, 0.0, 0.1, 0.5)}
