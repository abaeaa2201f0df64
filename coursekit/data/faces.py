"""Small grey photographs that come with scikit-image: 100 faces and 100 that are none."""

import numpy as np

from coursekit.data.embedded import embedded_file
from coursekit.data.image_sets import ImageSet
from coursekit.data.registry import DataError


def read_faces() -> ImageSet:
    """scikit-image's part of *Labeled faces in the wild*: 100 faces, and 100 pieces of their backgrounds, 25×25 pixels.

    float32, in a fixed random split: 120 to train on, 40 to validate, 40 to test, of both kinds alike. Label 1 is a
    face. Raises `DataError` if scikit-image is missing.

    Source: G. Huang, M. Mattar, H. Lee, E. Learned-Miller, *Learning to align from scratch* (2012).
    """
    images, labels = _table()
    numbers = np.random.RandomState(545)  # gives the same numbers in every version of NumPy
    kinds = [np.split(start + numbers.permutation(100), [60, 80]) for start in (0, 100)]
    orders = [numbers.permutation(np.concatenate(parts)) for parts in zip(*kinds, strict=True)]
    train, val, test = ((images[order], labels[order]) for order in orders)
    title = "faces and backgrounds of Labeled Faces in the Wild (embedded in scikit-image)"
    return ImageSet("faces", title, (25, 25), ("no face", "face"), train, val, test[0], lambda: test[1])


def _table() -> tuple[np.ndarray, np.ndarray]:
    path = embedded_file("skimage", "data/lfw_subset.npy")
    if path is None:
        raise DataError("The faces come with scikit-image, which is missing: pip install scikit-image.")
    images = np.load(path, allow_pickle=False).reshape(200, -1).astype(np.float32)
    return images, np.repeat(np.array([1, 0]), 100)
