"""Pictures that a network answers to, with all the tricks: a climb in other coordinates than pixels.

Coordinates and moves are those of Lucid (https://github.com/tensorflow/lucid), which C. Olah, A. Mordvintsev and
L. Schubert explain in *Feature visualization* (Distill, 2017).
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

# ImageNet's mean and standard deviation of red, green and blue, from 0 to 1.
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
# A root of the covariance of ImageNet's colours. Its columns: brightness, blue to yellow, green to purple.
COLOURS = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))
MARGIN, SHIFTS, ZOOM, TURN = 4, (8, 4), 0.1, 10  # pixels, pixels, a share, degrees
CROPPED = 8  # pixels at each border that the picture is larger by while it is made: there, it answers to its frame


def dream(
    model: Callable[["Tensor"], "Tensor"],
    loss: Callable[["Tensor"], "Tensor"],
    stages: Sequence[int] = (128,),
    *,
    size: tuple[int, int] = (160, 160),
    count: int = 1,
    moves: bool = True,
    fourier: bool = True,
    colours: bool = True,
    learning_rate: float = 0.1,
    seed: int = 0,
) -> list["Tensor"]:
    """Pictures from noise for which `loss(model(picture))` is high, after each number of steps in `stages`.

    model: takes float32 (count, 3, height, width), red, green, blue, standardized by ImageNet's mean and standard
        deviation; it is left as it is, and no gradients are kept in it. loss: takes what the model returns, and returns
        one number, to be raised.
    stages: rising numbers of Adam's steps. size: height and width in pixels.
    moves: shift, zoom and turn the picture a little, at random, before each step.
    fourier: take the steps in the picture's spectrum, in which coarse and fine structures get steps of the same size
        relative to what is usual in photographs; else in its pixels.
    colours: take them along the principal colours of photographs, uncorrelated there; else in red, green and blue.
    Returns float32 (count, 3, height, width) for each stage, from 0 to 1. Sets no global seed.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)
    height, width = (side + 2 * CROPPED for side in size)
    frequencies = (torch.fft.fftfreq(height)[:, None] ** 2 + torch.fft.rfftfreq(width)[None] ** 2).sqrt()
    usual = 1 / frequencies.clamp(min=1 / max(height, width))  # amplitudes of photographs fall like 1/frequency
    shape = (count, 3, *frequencies.shape, 2) if fourier else (count, 3, height, width)
    unknown = ((0.01 if fourier else 0.4) * torch.randn(shape, generator=generator)).requires_grad_(True)
    root = torch.tensor(COLOURS)
    root = root / root.norm(dim=0).max()

    def picture() -> "Tensor":
        image = unknown
        if fourier:
            image = (
                torch.fft.irfft2(torch.view_as_complex(unknown * usual[..., None]), s=(height, width), norm="ortho") / 4
            )
        if colours:
            image = torch.einsum("nchw,dc->ndhw", image, root)
        return image.sigmoid()

    mean, std = (torch.tensor(values).reshape(3, 1, 1) for values in (MEAN, STD))
    optimizer, found = torch.optim.Adam([unknown], lr=learning_rate, maximize=True), []
    for step in range(1, max(stages) + 1):
        image = _moved(picture(), generator) if moves else picture()
        (unknown.grad,) = torch.autograd.grad(loss(model((image - mean) / std)), unknown)
        optimizer.step()
        if step in stages:
            found.append(picture().detach()[..., CROPPED:-CROPPED, CROPPED:-CROPPED])
    return found


def _moved(images: "Tensor", generator: "Generator") -> "Tensor":
    """The pictures on a larger grey ground, shifted, zoomed and turned, all alike."""
    import torch
    from torch.nn import functional

    def shifted(images: "Tensor", most: int) -> "Tensor":
        by = torch.randint(-most, most + 1, (2,), generator=generator).tolist()
        return images.roll(by, dims=(2, 3))

    zoom, turn = (2 * torch.rand(2, generator=generator) - 1).tolist()
    zoom, turn = 1 + ZOOM * zoom, math.radians(TURN * turn)
    images = shifted(functional.pad(images, (MARGIN,) * 4, value=0.5), SHIFTS[0])
    height, width = images.shape[2:]
    cosine, sine = math.cos(turn) / zoom, math.sin(turn) / zoom
    turned = torch.tensor([[cosine, -sine * height / width, 0], [sine * width / height, cosine, 0]])
    grid = functional.affine_grid(turned.expand(len(images), 2, 3), list(images.shape), align_corners=False)
    return shifted(functional.grid_sample(images, grid, padding_mode="reflection", align_corners=False), SHIFTS[1])
