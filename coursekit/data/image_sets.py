"""What the modules that read sets of small images return to `load_images`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class ImageSet:
    """A set of images in three parts: images (N, D) floats in [0, 1], labels (N,) int64.

    test_labels: reads the labels of the test images, whose file need not be there for anything else. image_shape:
    (height, width), or (3, height, width) in colour. note: what one should know of this copy; often empty.
    """

    name: str
    title: str
    image_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    train: tuple[Array, Array]
    val: tuple[Array, Array]
    test_images: Array
    test_labels: Callable[[], Array]
    note: str = ""
