# The weights of the first layer are frozen, so this layer does not learn.
# loses: model_layers
# %% model_design
def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    pixels = data["image_shape"][0] * data["image_shape"][1]
    model = nn.Sequential(
        nn.Flatten(),
        nn.Linear(pixels, 96),
        nn.ReLU(),
        nn.Linear(96, 48),
        nn.ReLU(),
        nn.Linear(48, data["num_classes"]),
    )
    model[1].weight.requires_grad = False
    return model
