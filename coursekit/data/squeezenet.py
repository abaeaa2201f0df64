"""SqueezeNet 1.1, a small convolutional network trained on ImageNet, in plain PyTorch.

F. Iandola, S. Han et al., *SqueezeNet: AlexNet-level accuracy with 50x fewer parameters* (2016); the architecture and
the names of the weights are torchvision's. `python -m coursekit.data fetch squeezenet1_1` fetches them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from coursekit.data.registry import DataError
from coursekit.data.weights import load_weights

Array = np.ndarray

# Of torchvision's `features`: the places of the fire modules, and of the pooling layers.
FIRES, POOLS, LAST = (3, 4, 6, 7, 9, 10, 11, 12), (2, 5, 8), 12
SIDE = 224
# ImageNet's mean and standard deviation of each channel, red, green, blue, from 0 to 1.
MEAN, STD = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
BATCH = 32


def squeezenet_weights(folder: Path) -> dict[str, Any]:
    """The weights as float32 tensors, by torchvision's names, from `folder/nets`; raises as `load_weights` does."""
    arrays = load_weights("squeezenet1_1", folder=folder)["arrays"]

    import torch  # after what says how to install it

    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def feature_maps(weights: Mapping[str, Any], pixels: Any) -> Any:
    """The last feature maps: (N, 512, h, w), for pixels, a float32 tensor (N, 3, H, W) as by `prepared`."""
    import torch
    from torch.nn import functional

    def convolved(x: Any, name: str, **how: int) -> Any:
        return functional.relu(functional.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], **how))

    x = convolved(pixels, "features.0", stride=2)
    for layer in range(1, LAST + 1):
        if layer in POOLS:
            x = functional.max_pool2d(x, 3, stride=2, ceil_mode=True)
        elif layer in FIRES:
            name = f"features.{layer}"
            squeezed = convolved(x, f"{name}.squeeze")
            wide = convolved(squeezed, f"{name}.expand3x3", padding=1)
            x = torch.cat([convolved(squeezed, f"{name}.expand1x1"), wide], dim=1)
    return x


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


def photograph_features(paths: Sequence[Path], weights: Mapping[str, Any]) -> Array:
    """The last feature maps of photographs, averaged over the picture: float32 (N, 512)."""
    import torch

    found = []
    with torch.no_grad():
        for start in range(0, len(paths), BATCH):
            pixels = np.stack([prepared(path) for path in paths[start : start + BATCH]])
            found.append(feature_maps(weights, torch.from_numpy(pixels)).mean(dim=(2, 3)).numpy())
    return np.concatenate(found)
