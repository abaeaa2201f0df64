"""What the small VGG is trained on, as arrays of uint8 that fit into a graphics processor's memory."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from coursekit.data.cifar10 import FOLDER, TESTING, read_batch
from coursekit.data.registry import DataError

FRAME = 256  # photographs are stored as squares of this many pixels; crops give them their true proportions back
HELD_OUT = 48  # photographs that are not trained on


class Photographs(NamedTuple):
    """pixels: (N, 3, FRAME, FRAME) uint8; proportions: (N,) float32, width by height."""

    pixels: np.ndarray
    proportions: np.ndarray


class Labelled(NamedTuple):
    """pixels: (N, 3, 32, 32) uint8; labels: (N,) int64."""

    pixels: np.ndarray
    labels: np.ndarray


def read_photographs(folder: Path) -> tuple[Photographs, Photographs]:
    """The photographs in `folder/flickr8k/images`: those to train on, and the last few by name, held out."""
    paths = sorted((folder / "flickr8k" / "images").glob("*.jpg"))
    if len(paths) <= HELD_OUT:
        raise DataError(
            f"{folder}/flickr8k/images has {len(paths)} photographs: run `python -m data_scripts fetch flickr8k`."
        )
    with ThreadPoolExecutor() as pool:
        read = list(pool.map(_photograph, paths))
    pixels, proportions = np.stack([picture for picture, _ in read]), np.array([p for _, p in read], np.float32)
    return (
        Photographs(pixels[:-HELD_OUT], proportions[:-HELD_OUT]),
        Photographs(pixels[-HELD_OUT:], proportions[-HELD_OUT:]),
    )


def read_cifar10(folder: Path, *, testing: bool = False) -> Labelled:
    """The training images of CIFAR-10 in `folder/cifar10`, as far as its files are there; or the test images."""
    place = folder / "cifar10"
    paths = [place / TESTING] if testing else sorted((place / FOLDER).glob("data_batch_?"))
    if not all(path.is_file() for path in paths) or not paths:
        raise DataError(f"{place / FOLDER} has no images: run `python -m data_scripts fetch cifar10`.")
    images, labels = (np.concatenate(parts) for parts in zip(*map(read_batch, paths), strict=True))
    return Labelled(images.reshape(-1, 3, 32, 32), labels)


def _photograph(path: Path) -> tuple[np.ndarray, float]:
    with Image.open(path) as image:
        rgb = image.convert("RGB")
    pixels = np.asarray(rgb.resize((FRAME, FRAME), Image.Resampling.LANCZOS))
    return pixels.transpose(2, 0, 1), rgb.width / rgb.height
