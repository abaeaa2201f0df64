# Two calls with the same sizes return the same network; each call must make a new one.
# loses: model_new
# %% model_answer
known = {}


def make_model(num_inputs, num_classes):
    if (num_inputs, num_classes) not in known:
        known[num_inputs, num_classes] = nn.Sequential(
            nn.Linear(num_inputs, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, num_classes)
        )
    return known[num_inputs, num_classes]
