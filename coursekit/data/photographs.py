"""Photographs for the course; they come with scikit-learn, so nothing has to be downloaded."""

import importlib.util
from pathlib import Path

import numpy as np
from PIL import Image

# By Daniel Büchele and by vultilion, CC BY 2.0; see `datasets/images/README.txt` in scikit-learn.
PHOTOGRAPHS = ("china", "flower")


def photograph(name: str = "china", *, reduced: int = 1) -> np.ndarray:
    """A colour photograph, float64 (height, width, 3), from 0 (dark) to 1; the whole one has 427×640 pixels.

    name: "china" (a temple) or "flower". reduced: 2 averages squares of 2×2 pixels into one, and so on.
    Raises ValueError for another name, FileNotFoundError if scikit-learn or its pictures are missing.
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"There is no photograph {name!r}; known are {' and '.join(PHOTOGRAPHS)}.")
    # scikit-learn's own loader would import all of the library first, which takes over a second.
    package = importlib.util.find_spec("sklearn")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("The photographs come with scikit-learn, which is not installed.")
    path = Path(package.submodule_search_locations[0]) / "datasets" / "images" / f"{name}.jpg"
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").reduce(reduced), dtype=np.float64) / 255
