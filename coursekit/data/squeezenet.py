"""Features of photographs: the last feature maps of SqueezeNet 1.1, averaged over the picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from coursekit.data.registry import DataError

Array = np.ndarray

SIDE = 224
# ImageNet's mean and standard deviation of each channel, red, green, blue, from 0 to 1.
MEAN, STD = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
BATCH = 32


def prepared(path: Path) -> Array:
    """A photograph as the network wants it: its middle square of 224×224 pixels, float32 (3, 224, 224), standardized.

    Raises `DataError` if the file is no readable picture.
    """
    try:
        with Image.open(path) as image:
            photo = image.convert("RGB")
    except OSError as fault:
        raise DataError(f"{path}: no readable photograph ({fault}); fetch the set again.") from None
    scale = SIDE / min(photo.size)
    photo = photo.resize([max(SIDE, round(scale * length)) for length in photo.size], Image.Resampling.BICUBIC)
    left, top = ((length - SIDE) // 2 for length in photo.size)
    pixels = np.asarray(photo.crop((left, top, left + SIDE, top + SIDE)), dtype=np.float32) / 255
    return ((pixels - MEAN) / STD).transpose(2, 0, 1)


def photograph_features(paths: Sequence[Path], network: Any) -> Array:
    """The last feature maps of photographs, averaged over the picture: float32 (N, 512).

    network: `coursekit.pretrained.squeezenet1_1()`.
    """
    import torch

    found = []
    with torch.no_grad():
        for start in range(0, len(paths), BATCH):
            pixels = np.stack([prepared(path) for path in paths[start : start + BATCH]])
            found.append(network.features(torch.from_numpy(pixels)).mean(dim=(2, 3)).numpy())
    return np.concatenate(found)
