# Matrices of its own instead of nn.Linear.
# %% model_answer
class Net(nn.Module):
    def __init__(self, d, c, hidden=160):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(d, hidden) * (2 / d) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(hidden))
        self.W2 = nn.Parameter(torch.randn(hidden, c) * (1 / hidden) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(c))

    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.W1 + self.b1) @ self.W2 + self.b2


def make_model(num_inputs, num_classes):
    return Net(num_inputs, num_classes)
