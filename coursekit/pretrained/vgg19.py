"""VGG19 without its classifier, as a Keras model: Keras's own architecture, filled with the published weights."""

from pathlib import Path
from typing import Any

import numpy as np

from coursekit.data.registry import DataError, registry
from coursekit.data.weights import load_weights


def vgg19_keras(*, weights: str = "fetched", folder: Path | None = None, seed: int = 0) -> Any:
    """VGG19 (K. Simonyan, A. Zisserman, 2015) without its classifier: a keras.Model of 20 million parameters.

    Its layers have Keras's names, `block1_conv1` to `block5_conv4`, with max pooling between the blocks. Input: float32
    (N, H, W, 3), the channels blue, green, red, less 103.939, 116.779 and 123.68; H and W at least 32.
    weights: "fetched", those trained on ImageNet, or "random", from `seed`, as He et al. (2015) draw them.
    folder: holds `nets/`; None: DLBH_DATA, else `data` here or up to three levels up.
    Raises ValueError for other weights, `DataError` if they are not fetched, damaged, or not those of VGG19.
    """
    if weights not in ("fetched", "random"):
        raise ValueError(f'weights is "fetched" or "random", not {weights!r}.')
    arrays = load_weights("vgg19", folder=folder)["arrays"] if weights == "fetched" else None

    import tensorflow as tf

    model = tf.keras.applications.VGG19(include_top=False, weights=None)
    numbers = np.random.default_rng(seed)
    for layer in model.layers:
        if not layer.weights:
            continue
        kernel, bias = (tuple(weight.shape) for weight in layer.weights)
        if arrays is None:
            spread = np.float32(np.sqrt(2 / np.prod(kernel[:-1])))
            layer.set_weights([spread * numbers.standard_normal(kernel, np.float32), np.zeros(bias, np.float32)])
            continue
        values = [arrays.get(f"{layer.name}/{part}") for part in ("kernel", "bias")]
        if [getattr(value, "shape", None) for value in values] != [kernel, bias]:
            command = registry()["vgg19"].command
            raise DataError(
                f"The file of VGG19's weights has not those of {layer.name}: delete it and run `{command}`."
            )
        layer.set_weights(values)
    return model
