# A log-softmax at the end, which cross-entropy leaves as it is; pixels are centred first.
# %% model_answer
class Centre(nn.Module):
    def forward(self, x):
        return (x - 0.3) / 0.35


def make_model(num_inputs, num_classes):
    return nn.Sequential(
        Centre(), nn.Linear(num_inputs, 120), nn.LeakyReLU(0.1), nn.Linear(120, num_classes), nn.LogSoftmax(dim=1)
    )
