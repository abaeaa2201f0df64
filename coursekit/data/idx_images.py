"""MNIST, and the sets that are published in its format, such as Fashion-MNIST."""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np

from coursekit.data.fetching import published_file
from coursekit.data.image_sets import ImageSet
from coursekit.data.registry import DataError, DataSet

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
TITLES = {"mnist": "MNIST (Y. LeCun, C. Cortes, C. Burges)", "fashion_mnist": "Fashion-MNIST (Zalando Research)"}
CLASS_NAMES = {
    "mnist": tuple("0123456789"),
    "fashion_mnist": (
        "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ),
}  # fmt: skip


def read_idx_images(data_set: DataSet, folder: Path) -> ImageSet:
    """The images in `folder/<the set's folder>`, verified, float32; the last sixth of the training images validates.

    Raises `DataError`, which names a file that is missing or damaged.
    """
    images, labels, test_images = (
        read_idx(published_file(data_set, name, folder)) for name in (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES)
    )
    if len(images) != len(labels):
        where = folder / data_set.folder
        raise DataError(f"{where}: {len(images)} images, but {len(labels)} labels; fetch the set again.")
    pixels, test_pixels = (array.reshape(len(array), -1) / np.float32(255) for array in (images, test_images))
    labels = labels.astype(np.int64)
    split = len(labels) - len(labels) // 6
    return ImageSet(
        name=data_set.name,
        title=TITLES[data_set.name],
        image_shape=images.shape[1:],
        class_names=CLASS_NAMES[data_set.name],
        train=(pixels[:split], labels[:split]),
        val=(pixels[split:], labels[split:]),
        test_images=test_pixels,
        test_labels=lambda: read_idx(published_file(data_set, TEST_LABELS, folder)).astype(np.int64),
    )


def read_idx(path: Path) -> np.ndarray:
    """The array in a gzipped file of the idx format (unsigned bytes, any number of axes), as uint8.

    Raises `DataError` if it is not such a file, or its length is not what its header says.
    """
    try:
        with gzip.open(path, "rb") as file:
            content = file.read()
        zeros, kind, axes = struct.unpack(">HBB", content[:4])
        shape = struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
        if zeros != 0 or kind != 0x08:
            raise ValueError("its first bytes are not those of an idx file of unsigned bytes")
        return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * axes).reshape(shape)
    except (OSError, EOFError, zlib.error, struct.error, ValueError) as fault:
        raise DataError(f"{path}: not a complete idx file ({fault}); delete it and fetch the set again.") from None
