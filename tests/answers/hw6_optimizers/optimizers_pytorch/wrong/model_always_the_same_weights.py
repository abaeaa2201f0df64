# Every new network starts with the same weights, as if a seed were set for each of them.
# loses: model_new
# %% model_design
def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    pixels = data["image_shape"][0] * data["image_shape"][1]
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(pixels, 96),
        nn.ReLU(),
        nn.Linear(96, 48),
        nn.ReLU(),
        nn.Linear(48, data["num_classes"]),
    )
