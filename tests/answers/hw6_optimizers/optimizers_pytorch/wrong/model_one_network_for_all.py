# Every call returns the same network. Each should make a new one.
# loses: model_new
# %% model_design
THE_MODEL = nn.Sequential(
    nn.Flatten(),
    nn.Linear(data["image_shape"][0] * data["image_shape"][1], 96), nn.ReLU(),
    nn.Linear(96, 48), nn.ReLU(),
    nn.Linear(48, data["num_classes"]),
)


def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    return THE_MODEL
