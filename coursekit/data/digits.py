"""Images of handwritten digits that come with scikit-learn."""

from typing import Any

import numpy as np

from coursekit.data.embedded import embedded_file


def load_digits() -> dict[str, Any]:
    """scikit-learn's digits (1,797 images of 8×8 pixels), in a fixed random split; see `load_images`."""
    images, labels = _table()
    train, val, test = _split(len(labels))
    return {
        "name": "digits",
        "title": "scikit-learn's digits (embedded; not MNIST)",
        "note": "",
        "image_shape": (8, 8),
        "num_classes": 10,
        "class_names": tuple("0123456789"),
        "X_train": images[train],
        "y_train": labels[train],
        "X_val": images[val],
        "y_val": labels[val],
        "X_test": images[test],
    }


def held_out_digit_labels() -> np.ndarray:
    """The labels of the test images, (400,) int64."""
    _, labels = _table()
    return labels[_split(len(labels))[2]]


def _split(count: int) -> list[np.ndarray]:
    # Shuffled, because the file is ordered by writer; RandomState gives the same numbers in every version of NumPy.
    return np.split(np.random.RandomState(545).permutation(count), [1097, 1397])


def _table() -> tuple[np.ndarray, np.ndarray]:
    # scikit-learn's own loader imports all of it, which takes over a second; reading the file takes a tenth of one.
    if file := embedded_file("sklearn", "datasets/data/digits.csv.gz"):
        table = np.loadtxt(file, delimiter=",")
        return table[:, :-1] / 16.0, table[:, -1].astype(np.int64)
    from sklearn import datasets

    digits = datasets.load_digits()
    return digits.data / 16.0, digits.target.astype(np.int64)
