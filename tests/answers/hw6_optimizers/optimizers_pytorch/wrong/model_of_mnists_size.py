# The first layer expects 784 pixels, as in MNIST, so images of another size do not fit.
# loses: model_public, model_layers, model_nonlinear, model_scores, model_new
# %% model_design
def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    pixels = data["image_shape"][0] * data["image_shape"][1]
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 96),
        nn.ReLU(),
        nn.Linear(96, 48),
        nn.ReLU(),
        nn.Linear(48, data["num_classes"]),
    )
