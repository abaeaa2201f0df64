"""The door to the course's sets of small images with labels: embedded ones, and published ones after they are fetched.

A notebook gets images with `load_images()`: scikit-learn's digits, which need no download, unless the environment
variable DLBH_DATASET names another set. The choice never depends on which files exist, so grades do not, either.
`describe_images` says in a sentence which set it is.

`python -m coursekit.data fetch mnist` fetches MNIST. `load_images` looks for it in the folder named by DLBH_DATA, else
in a folder `data` here or up to three levels up.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.data.cifar10 import read_cifar10
from coursekit.data.crops import read_crops
from coursekit.data.digits import read_digits
from coursekit.data.faces import read_faces
from coursekit.data.fetching import find_folder, require_folder
from coursekit.data.idx_images import read_idx_images
from coursekit.data.image_sets import ImageSet
from coursekit.data.registry import DataError, registry

EMBEDDED = {"digits": read_digits, "crops": read_crops, "faces": read_faces}
PUBLISHED = {"mnist": read_idx_images, "fashion_mnist": read_idx_images, "cifar10": read_cifar10}
DATASETS = (*EMBEDDED, *PUBLISHED)
STAND_INS = {"mnist": "digits", "fashion_mnist": "digits", "cifar10": "crops"}


def load_images(dataset: str | None = None, *, folder: Path | None = None) -> dict[str, Any]:
    """Small images with their labels, split for training, validation and testing.

    dataset: None: the environment variable DLBH_DATASET decides, else "digits". If a published set is asked for but has
        not been fetched, its stand-in is used and `data["note"]` says so.

        "digits"         1,797 handwritten digits of scikit-learn, 8×8, float64
        "crops"          6,000 pieces of ten pictures, 32×32 in colour: which picture is it?
        "faces"          200 photographs, 25×25: is there a face?
        "mnist"          70,000 handwritten digits, 28×28; stand-in: digits
        "fashion_mnist"  70,000 photographs of clothes, 28×28; stand-in: digits
        "cifar10"        60,000 photographs of ten kinds of things, 32×32 in colour; stand-in: crops

    folder: holds `mnist/`, …; None: see the module's docstring.

    Returns a dictionary: `X_train`, `X_val`, `X_test` (N, D) floats in [0, 1], one image per row, float32 except for
    the digits; `y_train`, `y_val` (N,) int64 (the test labels are held back); `name`, `title`, `note` (str);
    `image_shape`: (height, width), or (3, height, width) in colour (red, green, blue), in which order the numbers of a
    row are; `num_classes`; `class_names`. Raises `DataError` for an unknown set or damaged files.
    """
    dataset = dataset or os.environ.get("DLBH_DATASET") or "digits"
    if dataset not in DATASETS:
        raise DataError(f"There is no data set {dataset!r}: set DLBH_DATASET to {_known()}, or leave it unset.")
    if dataset in EMBEDDED:
        return _without_test_labels(EMBEDDED[dataset]())
    published = registry()[dataset]
    found = folder or find_folder(published)
    if found is None or not (found / published.folder).is_dir():
        stand_in = EMBEDDED[STAND_INS[dataset]]()
        asked, these = published.title.partition(":")[0], stand_in.title.partition(" (")[0]
        note = (
            f"{asked} was asked for, but it has not been fetched, so these are {these}: run `{published.command}`, "
            f"or set DLBH_DATA to the folder that holds `{published.folder}`."
        )
        return _without_test_labels(replace(stand_in, note=note))
    return _without_test_labels(PUBLISHED[dataset](published, found))


def held_out_image_labels(name: str, *, folder: Path | None = None) -> np.ndarray:
    """The labels of `X_test` of the set called `name` (`data["name"]`), (N,) int64, for graders.

    All these sets are public, so the labels are no secret; a score is honest because the examiner computes it from the
    trained parameters alone. Raises `DataError` as `load_images` does, and also if the set has not been fetched.
    """
    if name in EMBEDDED:
        return EMBEDDED[name]().test_labels()
    if name not in PUBLISHED:
        raise DataError(f"There is no data set {name!r}: {_known()} are known.")
    published = registry()[name]
    return PUBLISHED[name](published, require_folder(published, folder)).test_labels()


def with_channels(data: dict[str, Any]) -> dict[str, Any]:
    """The same set with its images as (N, channels, height, width), for convolutions; the images are not copied.

    Grey images have one channel, colour ones three.
    """
    *channels, height, width = data["image_shape"]
    shape = (*(channels or [1]), height, width)
    return {**data, **{key: data[key].reshape(-1, *shape) for key in ("X_train", "X_val", "X_test")}}


def describe_images(data: dict[str, Any]) -> str:
    """Two or three lines for people: the set's title, its sizes, what is held back, and the note if there is one."""
    *channels, height, width = data["image_shape"]
    sizes = ", ".join(
        f"{len(data[key]):,} {purpose}"
        for key, purpose in (("X_train", "to train on"), ("X_val", "to validate"), ("X_test", "to test"))
    )
    colour = " in colour" if channels else ""
    lines = [
        f"Data: {data['title']}.",
        f"{height}×{width} pixels{colour}, {data['num_classes']} classes; {sizes} (their labels are held back).",
    ]
    return "\n".join(lines + [data["note"]] * bool(data["note"]))


def _without_test_labels(images: ImageSet) -> dict[str, Any]:
    return {
        "name": images.name,
        "title": images.title,
        "note": images.note,
        "image_shape": images.image_shape,
        "num_classes": len(images.class_names),
        "class_names": images.class_names,
        "X_train": images.train[0],
        "y_train": images.train[1],
        "X_val": images.val[0],
        "y_val": images.val[1],
        "X_test": images.test_images,
    }


def _known() -> str:
    return f"{', '.join(DATASETS[:-1])} or {DATASETS[-1]}"
