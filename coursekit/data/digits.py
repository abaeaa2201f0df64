"""Images of handwritten digits that come with scikit-learn."""

from functools import cache

import numpy as np

from coursekit.data.embedded import embedded_file
from coursekit.data.image_sets import ImageSet


def read_digits() -> ImageSet:
    """scikit-learn's digits (1,797 images of 8×8 pixels, float64), in a fixed random split."""
    images, labels = _table()
    # Shuffled, because the file is ordered by writer; RandomState gives the same numbers in every version of NumPy.
    order = np.random.RandomState(545).permutation(len(labels))
    train, val, test = ((images[part], labels[part]) for part in np.split(order, [1097, 1397]))
    title = "scikit-learn's digits (embedded; not MNIST)"
    return ImageSet("digits", title, (8, 8), tuple("0123456789"), train, val, test[0], lambda: test[1])


@cache
def _table() -> tuple[np.ndarray, np.ndarray]:
    """All images (1797, 64) and labels. They are read once; grading has them read before it forks its processes."""
    # scikit-learn's own loader imports all of it, which takes over a second; reading the file takes a tenth of one.
    if file := embedded_file("sklearn", "datasets/data/digits.csv.gz"):
        table = np.loadtxt(file, delimiter=",")
        return table[:, :-1] / 16.0, table[:, -1].astype(np.int64)
    from sklearn import datasets

    digits = datasets.load_digits()
    return digits.data / 16.0, digits.target.astype(np.int64)
