"""Small grey photographs that come with scikit-image: 100 faces and 100 that are none."""

from typing import Any

import numpy as np

from coursekit.data.embedded import embedded_file
from coursekit.data.registry import DataError


def load_faces() -> dict[str, Any]:
    """scikit-image's part of *Labeled faces in the wild*: 100 faces, and 100 pieces of their backgrounds, 25×25 pixels.

    The same as `load_images` returns, float32, in a fixed random split: 120 to train on, 40 to validate, 40 to test, of
    both kinds alike. Label 1 is a face. Raises `DataError` if scikit-image is missing.

    Source: G. Huang, M. Mattar, H. Lee, E. Learned-Miller, *Learning to align from scratch* (2012).
    """
    images, labels = _table()
    train, val, test = _split()
    return {
        "name": "faces",
        "title": "faces and backgrounds of Labeled Faces in the Wild (embedded in scikit-image)",
        "note": "",
        "image_shape": (25, 25),
        "num_classes": 2,
        "class_names": ("no face", "face"),
        "X_train": images[train],
        "y_train": labels[train],
        "X_val": images[val],
        "y_val": labels[val],
        "X_test": images[test],
    }


def held_out_face_labels() -> np.ndarray:
    """The labels of the test images, (40,) int64."""
    return _table()[1][_split()[2]]


def _split() -> list[np.ndarray]:
    numbers = np.random.RandomState(545)  # gives the same numbers in every version of NumPy
    kinds = [np.split(start + numbers.permutation(100), [60, 80]) for start in (0, 100)]
    return [numbers.permutation(np.concatenate(parts)) for parts in zip(*kinds, strict=True)]


def _table() -> tuple[np.ndarray, np.ndarray]:
    path = embedded_file("skimage", "data/lfw_subset.npy")
    if path is None:
        raise DataError("The faces come with scikit-image, which is missing: pip install scikit-image.")
    images = np.load(path, allow_pickle=False).reshape(200, -1).astype(np.float32)
    return images, np.repeat(np.array([1, 0]), 100)
