"""The teacher: feature maps and logits of SqueezeNet 1.1, trained on ImageNet."""

import torch
from torch.nn import functional

# A layer of the small VGG, and the place in SqueezeNet's `features` that it learns from: both have the same stride.
TAPS = {"block2_conv2": 1, "block3_conv4": 4, "block4_conv4": 7, "block5_conv4": 12}
CHANNELS = {"block2_conv2": 64, "block3_conv4": 128, "block4_conv4": 256, "block5_conv4": 512}
CLASSES = 1000


@torch.no_grad()
def lesson(network: torch.nn.Module, x: torch.Tensor) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """What SqueezeNet says of pictures: its feature maps, by the small VGG's layers, and its logits (N, 1000)."""
    maps, side = {}, x.shape[-2:]
    strides = dict(zip(TAPS, (2, 4, 8, 16), strict=True))
    places = {place: name for name, place in TAPS.items()}
    for place, layer in enumerate(network.features):
        x = layer(x)
        if name := places.get(place):
            grid = [length // strides[name] for length in side]
            maps[name] = functional.interpolate(x, size=grid, mode="bilinear", align_corners=False)
    return maps, network.classifier(x).flatten(1)
