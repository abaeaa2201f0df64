"""Photographs of ants and bees, after they are fetched."""

from pathlib import Path
from typing import Any

import numpy as np

from coursekit.data.fetching import published_file, require_folder
from coursekit.data.photographs import read_square
from coursekit.data.registry import registry

CLASS_NAMES = ("ants", "bees")
PARTS = ("train", "val")


def load_hymenoptera(size: int = 224, *, folder: Path | None = None) -> dict[str, Any]:
    """The ants and bees of PyTorch's tutorial on transfer learning, as squares of size×size pixels.

    Each photograph is reduced until its shorter side is 8/7 of `size`, and its middle is cut out, as torchvision does.
    folder: holds `hymenoptera/`; None: DLBH_DATA, else `data` here or up to three levels up.

    Returns a dictionary: `X_train` (244, 3, size, size), `X_val` (153, 3, size, size) uint8, from 0 to 255, red, green,
    blue; `y_train`, `y_val` (N,) int64, 0 for ants; `class_names`; `name`, `title`, `note` (str). Files that are no
    photographs are left out, and `note` counts them. There is no test set. Raises `DataError` if the photographs are
    not fetched, or one of them is damaged.
    """
    data_set = registry()["hymenoptera"]
    found = require_folder(data_set, folder)
    data: dict[str, Any] = {"name": data_set.name, "title": data_set.title, "class_names": CLASS_NAMES}
    left_out = 0
    for part in PARTS:
        photographs, labels = [], []
        for file in data_set.files:
            _, its_part, kind, name = file.path.split("/")
            if its_part != part:
                continue
            if not name.endswith((".jpg", ".jpeg")):
                left_out += 1
                continue
            photographs.append(read_square(published_file(data_set, file.path, found), size))
            labels.append(CLASS_NAMES.index(kind))
        data |= {f"X_{part}": np.stack(photographs), f"y_{part}": np.array(labels, dtype=np.int64)}
    note = f"Left out, as no photographs: {left_out} of {len(data_set.files)} files." if left_out else ""
    return data | {"note": note}
