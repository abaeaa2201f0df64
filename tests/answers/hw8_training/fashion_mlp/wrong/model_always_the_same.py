# Every call returns the same network.
# loses: model_new
# %% model_answer
known = {}


def make_model(num_inputs, num_classes):
    if (num_inputs, num_classes) not in known:
        known[num_inputs, num_classes] = nn.Sequential(
            nn.Linear(num_inputs, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, num_classes)
        )
    return known[num_inputs, num_classes]
