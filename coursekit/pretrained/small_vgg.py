"""The course's small VGG: its layers, its preprocessing and its weights, for both frameworks.

K. Simonyan, A. Zisserman, *Very deep convolutional networks for large-scale image recognition* (2015), has the layers
and their names; here they are a tenth as wide. Between its blocks it averages where VGG takes the maximum, which makes
smoother pictures: L. Gatys, A. Ecker, M. Bethge, *A neural algorithm of artistic style* (2015).

`python -m data_scripts.small_vgg` trained it, and its docstring says on what.
"""

from pathlib import Path

import numpy as np

from coursekit.data.weights import read_arrays

Arrays = dict[str, np.ndarray]

# For each block: the number of its 3×3 convolutions, and their channels.
BLOCKS = ((2, 16), (2, 32), (4, 48), (4, 64), (4, 96))
LAYERS = tuple(
    f"block{block}_conv{number}" for block, (convs, _) in enumerate(BLOCKS, 1) for number in range(1, convs + 1)
)
# Before these the maps are averaged over 2×2 squares.
POOLED = tuple(f"block{block}_conv1" for block in range(2, len(BLOCKS) + 1))
# These pad by reflection, the others with zeros: no dark frame around a picture, and pixels in other units are exact.
REFLECTING = ("block1_conv1", "block1_conv2")
# ImageNet's mean and standard deviation of each channel, red, green, blue, from 0 to 1.
MEAN, STD = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
# What VGG19's published weights want subtracted from blue, green and red, from 0 to 255.
CAFFE_MEAN = np.array([103.939, 116.779, 123.68], np.float32)
CLASSES = 10  # of `fc`: CIFAR-10's
FILE = Path(__file__).with_name("small_vgg.safetensors")


def channels() -> dict[str, tuple[int, int]]:
    """The channels that come into each convolution, and those that leave it, by its name."""
    widths = [width for convs, width in BLOCKS for _ in range(convs)]
    return dict(zip(LAYERS, zip([3, *widths[:-1]], widths, strict=True), strict=True))


def small_vgg_arrays(weights: str = "trained", seed: int = 0) -> Arrays:
    """Float32 arrays by PyTorch's names: `block1_conv1.weight` (filters, channels, 3, 3), `block1_conv1.bias`, …

    weights: "trained"; "random": He's initialization, biases of zero.
    seed: of the random weights. Raises ValueError for other weights.
    """
    if weights == "trained":
        return read_arrays(FILE)
    if weights != "random":
        raise ValueError(f'weights is "trained" or "random", not {weights!r}.')
    rng = np.random.default_rng(seed)
    arrays: Arrays = {}
    for name, (incoming, outgoing) in channels().items():
        scale = np.sqrt(2 / (9 * incoming))
        arrays[f"{name}.weight"] = (scale * rng.standard_normal((outgoing, incoming, 3, 3))).astype(np.float32)
        arrays[f"{name}.bias"] = np.zeros(outgoing, np.float32)
    arrays["fc.weight"] = (np.sqrt(2 / outgoing) * rng.standard_normal((CLASSES, outgoing))).astype(np.float32)
    arrays["fc.bias"] = np.zeros(CLASSES, np.float32)
    return arrays


def for_caffe_pixels(weight: np.ndarray, bias: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first convolution's weight and bias, for pixels as VGG19's published weights want them.

    Those are blue, green, red, from 0 to 255, less `CAFFE_MEAN`; the first convolution was trained on red, green, blue,
    from 0 to 1, standardized by `MEAN` and `STD`. The change of units is linear, so the convolution takes it over.
    """
    scale = 1 / (255 * STD)  # a step of one in a Caffe pixel is this step in a standardized one
    offset = (CAFFE_MEAN[::-1] / 255 - MEAN) / STD  # what the Caffe pixel (0, 0, 0) is when standardized
    moved = bias + np.einsum("fcyx,c->f", weight, offset, dtype=np.float64)
    scaled = (weight * scale[:, None, None])[:, ::-1]  # red, green, blue to blue, green, red
    return np.ascontiguousarray(scaled), moved.astype(np.float32)
