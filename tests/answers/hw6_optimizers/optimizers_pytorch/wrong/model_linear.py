# There is no activation between the layers, so the scores are a linear function of the image.
# loses: model_nonlinear
# %% model_design
def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    pixels = data["image_shape"][0] * data["image_shape"][1]
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(pixels, 96),
        nn.Linear(96, 48),
        nn.Linear(48, data["num_classes"]),
    )
