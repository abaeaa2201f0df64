"""CIFAR-10, from as many of its training batches as are there."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.data.fetching import published_file
from coursekit.data.image_sets import ImageSet
from coursekit.data.registry import DataError, DataSet

FOLDER = "cifar-10-batches-py"
TRAINING = tuple(f"{FOLDER}/data_batch_{number}" for number in range(1, 6))
TESTING = f"{FOLDER}/test_batch"
CLASS_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_RECONSTRUCT = np.zeros(0).__reduce__()[0]  # its module has another name in each version of NumPy


def read_cifar10(data_set: DataSet, folder: Path) -> ImageSet:
    """The images in `folder/<the set's folder>`, verified, float32; the last tenth of the training images validates.

    If training batches are missing, `note` says how many images are there. Raises `DataError`, which names a file that
    is missing or damaged.
    """
    place = Path(folder) / data_set.folder
    present = [name for name in TRAINING if (place / name).exists()] or TRAINING[:1]
    batches = [read_batch(published_file(data_set, name, folder)) for name in present]
    images, labels = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    test_images, test_labels = read_batch(published_file(data_set, TESTING, folder))
    pixels, test_pixels = (array / np.float32(255) for array in (images, test_images))
    split = len(labels) - len(labels) // 10
    note = f"Of the {len(TRAINING)} training batches of CIFAR-10, {len(present)} are here: {len(labels):,} images."
    return ImageSet(
        name=data_set.name,
        title="CIFAR-10 (A. Krizhevsky)",
        image_shape=(3, 32, 32),
        class_names=CLASS_NAMES,
        train=(pixels[:split], labels[:split]),
        val=(pixels[split:], labels[split:]),
        test_images=test_pixels,
        test_labels=lambda: test_labels,
        note="" if len(present) == len(TRAINING) else note,
    )


def read_batch(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The images (N, 3072) uint8 and labels (N,) int64 of one of CIFAR-10's files, which are pickles of Python 2.

    Nothing of such a file is executed: only what an array is made of is read. Raises `DataError` if there is more in
    it, or it is not such a file.
    """
    try:
        with path.open("rb") as file:
            batch = _Arrays(file, encoding="bytes").load()
        images, labels = batch[b"data"], np.array(batch[b"labels"], dtype=np.int64)
        if images.dtype != np.uint8 or images.shape != (len(labels), 3 * 32 * 32):
            raise ValueError(f"{len(labels)} labels, and an array of shape {images.shape}")
        return images, labels
    except (pickle.UnpicklingError, EOFError, KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
        raise DataError(f"{path}: not a batch of CIFAR-10 ({fault}); delete it and fetch the set again.") from None


class _Arrays(pickle.Unpickler):
    """Reads pickles that hold plain data and NumPy's arrays; refuses all others."""

    def find_class(self, module: str, name: str) -> Any:
        allowed = {"_reconstruct": _RECONSTRUCT, "ndarray": np.ndarray, "dtype": np.dtype}
        if module.partition(".")[0] != "numpy" or name not in allowed:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return allowed[name]
