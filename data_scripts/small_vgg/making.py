"""Pictures that show what a network is good for: a photograph in the style of a painting, and dreams of classes."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from coursekit.pretrained.small_vgg import MEAN, STD

# A network here: pictures (1, 3, H, W), standardized, and names of layers, to their feature maps.
Maps = Callable[[Tensor, Sequence[str]], list[Tensor]]
STYLE = ("block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1")


def standardized(pixels: Tensor) -> Tensor:
    """Pixels from 0 to 1 as the networks want them."""
    return (pixels - torch.from_numpy(MEAN)[:, None, None]) / torch.from_numpy(STD)[:, None, None]


def picture(pixels: np.ndarray, longest: int) -> Tensor:
    """A picture (height, width, 3) from 0 to 1 as (1, 3, H, W), reduced without aliasing to `longest` pixels."""
    x = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1))).float()[None]
    scale = min(1.0, longest / max(x.shape[-2:]))
    size = [round(scale * side) for side in x.shape[-2:]]
    return functional.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False).clamp(0, 1)


def stylized(
    maps: Maps,
    content: Tensor,
    style: Tensor,
    *,
    style_layers: Sequence[str] = STYLE,
    content_layer: str = "block4_conv2",
    style_weight: float = 100.0,
    smooth: float = 1e-3,
    steps: int = 150,
    rate: float = 0.02,
) -> Tensor:
    """`content` in the style of `style`, by Adam on the pixels from 0 to 1; both (1, 3, H, W)."""
    with torch.no_grad():
        targets = [gram(m) for m in maps(standardized(style), style_layers)]
        (goal,) = maps(standardized(content), [content_layer])

    def loss(x: Tensor) -> Tensor:
        *styles, found = maps(standardized(x), [*style_layers, content_layer])
        differences = [(gram(m) - target).square().sum() for m, target in zip(styles, targets, strict=True)]
        likeness = sum(d / target.square().sum() for d, target in zip(differences, targets, strict=True))
        content_loss = (found - goal).square().mean() / goal.square().mean()
        return content_loss + style_weight / len(targets) * likeness + smooth * variation(x)

    return lowered(loss, content, steps, rate)


def dream(
    objective: Callable[[Tensor], Tensor], start: Tensor, *, steps: int = 128, rate: float = 0.02, jitter: int = 8
) -> Tensor:
    """`start` (1, 3, H, W) from 0 to 1, changed so that objective(standardized) rises; moved and scaled on the way."""
    generator = torch.Generator().manual_seed(0)
    side = start.shape[-1]

    def loss(x: Tensor) -> Tensor:
        dy, dx = torch.randint(-jitter, jitter + 1, (2,), generator=generator).tolist() if jitter else (0, 0)
        moved = torch.roll(x, (dy, dx), (2, 3))
        if jitter:
            size = round(side * math.exp(math.log(1.15) * (2 * torch.rand(1, generator=generator).item() - 1)))
            moved = functional.interpolate(moved, size=(size, size), mode="bilinear", align_corners=False)
        return -objective(standardized(moved)) + 1e-2 * variation(x)

    return lowered(loss, start, steps, rate)


def lowered(loss: Callable[[Tensor], Tensor], start: Tensor, steps: int, rate: float) -> Tensor:
    """`start`, changed by Adam on its pixels so that the loss falls, and kept from 0 to 1."""
    x = start.clone().requires_grad_(True)
    optimizer = torch.optim.Adam([x], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(x).backward()
        optimizer.step()
        with torch.no_grad():
            x.clamp_(0, 1)
    return x.detach()


def gram(maps: Tensor) -> Tensor:
    """The Gram matrix of feature maps (1, C, H, W), divided by their positions: (C, C)."""
    flat = maps.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def variation(x: Tensor) -> Tensor:
    """The total variation of a picture, by absolute differences, a pixel."""
    return (x.diff(dim=2).abs().mean() + x.diff(dim=3).abs().mean()) * x.shape[1]


def fine_pattern(x: Tensor) -> float:
    """The share of a picture's power above half the highest frequency: a grid of pixels shows here, not in a loss."""
    grey = x[0].mean(0) - x[0].mean()
    power = torch.fft.fft2(grey).abs().square()
    high = torch.maximum(torch.fft.fftfreq(grey.shape[0]).abs()[:, None], torch.fft.fftfreq(grey.shape[1]).abs()) > 0.25
    return float(power[high].sum() / power.sum())
