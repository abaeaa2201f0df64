"""The small VGG in training: with batch norm, with heads that are thrown away, and the losses it learns from."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from coursekit.pretrained.small_vgg import MEAN, STD, channels
from coursekit.pretrained.small_vgg_in_torch import SmallVGG
from data_scripts.small_vgg import teacher
from data_scripts.small_vgg.pictures import Labelled, Photographs

CROP = 112  # pixels of a crop of a photograph
SIDE = 64  # pixels that CIFAR-10's 32 are enlarged to
TEMPERATURE = 2.0
PEAK_RATE, DECAY, WARM_UP = 3e-3, 1e-4, 200
SETTLED = 0.8  # from this part of the training on, batch norm keeps its statistics: both kinds of pictures share them
ROBUST_FROM = 0.4  # and from this part on, where it is asked for, images are disturbed against the network
ATTACK, ATTACK_STEPS = 0.5, 3  # length of the disturbance at 32×32 pixels from 0 to 1, and its steps


@dataclass(frozen=True)
class Recipe:
    """How much each loss counts: that of the teacher's maps, of its logits, and of CIFAR-10's labels."""

    maps: float = 0.0
    logits: float = 0.0
    labels: float = 0.0
    robust: bool = False


RECIPES = {
    "classifier": Recipe(labels=1.0),
    "distilled": Recipe(maps=1.0, logits=0.3),
    "both": Recipe(maps=1.0, logits=0.3, labels=0.3),
    "robust": Recipe(maps=1.0, logits=0.3, labels=1.0, robust=True),
}


class Pupil(SmallVGG):
    """The small VGG with batch norm, and heads for what the teacher says."""

    def __init__(self, class_names: tuple[str, ...]) -> None:
        super().__init__(class_names)
        self.norms = nn.ModuleDict({name: nn.BatchNorm2d(outgoing) for name, (_, outgoing) in channels().items()})
        widths = {name: channels()[name][1] for name in teacher.TAPS}
        self.heads = nn.ModuleDict({name: nn.Conv2d(widths[name], teacher.CHANNELS[name], 1) for name in teacher.TAPS})
        self.imagenet = nn.Linear(widths["block5_conv4"], teacher.CLASSES)
        for name in channels():
            nn.init.kaiming_normal_(getattr(self, name).weight, nonlinearity="relu")

    def rectified(self, name: str, x: Tensor) -> Tensor:
        return functional.relu(self.norms[name](getattr(self, name)(x)))

    def settle(self) -> None:
        """Batch norm keeps the statistics it has."""
        self.norms.eval()


def standardized(pixels: Tensor) -> Tensor:
    """Pixels from 0 to 1, standardized by ImageNet's mean and standard deviation of each channel."""
    mean, std = (torch.from_numpy(part).to(pixels.device)[:, None, None] for part in (MEAN, STD))
    return (pixels - mean) / std


def photograph_crops(pixels: Tensor, proportions: Tensor, which: Tensor) -> Tensor:
    """Random square crops of photographs, (N, 3, CROP, CROP) from 0 to 1, some mirrored, in other lights.

    A crop has 40 to 100 % of the largest square in its photograph. It is drawn with twice the pixels and averaged, so
    that fine patterns do not turn into coarse ones.
    """
    count, device = len(which), pixels.device
    side = torch.empty(count, device=device).uniform_(0.4, 1).sqrt()
    wide = proportions[which]
    half = torch.stack([side * (1 / wide).clamp(max=1), side * wide.clamp(max=1)], dim=1)  # of the width, the height
    middle = (2 * torch.rand(count, 2, device=device) - 1) * (1 - half)
    mirror = torch.where(torch.rand(count, device=device) < 0.5, -1.0, 1.0)
    crops = _window(pixels[which].float() / 255, half, middle, mirror, 2 * CROP)
    crops = functional.avg_pool2d(crops, 2)
    contrast = torch.empty(count, 1, 1, 1, device=device).uniform_(0.7, 1.3)
    shift = torch.empty(count, 3, 1, 1, device=device).uniform_(-0.1, 0.1)
    return ((crops - 0.5) * contrast + 0.5 + shift).clamp(0, 1)


def small_images(pixels: Tensor) -> Tensor:
    """Small images, moved by up to four of their 32 pixels and some mirrored, (N, 3, SIDE, SIDE)."""
    count, device = len(pixels), pixels.device
    middle = torch.empty(count, 2, device=device).uniform_(-0.25, 0.25)
    mirror = torch.where(torch.rand(count, device=device) < 0.5, -1.0, 1.0)
    return _window(pixels, torch.ones(count, 2, device=device), middle, mirror, SIDE)


def enlarged(pixels: Tensor) -> Tensor:
    """Small images as the network gets them when it is tested, (N, 3, SIDE, SIDE)."""
    return functional.interpolate(pixels, size=(SIDE, SIDE), mode="bilinear", align_corners=False)


def train(
    recipe: Recipe,
    steps: int,
    *,
    photographs: Photographs,
    images: Labelled,
    class_names: tuple[str, ...],
    squeezenet: nn.Module,
    device: torch.device,
    batch: int,
    seed: int,
    report: Callable[[str], None],
) -> Pupil:
    """A network trained by a recipe, with `batch` photographs a step and twice as many images of CIFAR-10.

    The seed decides everything but the order of a graphics processor's sums.
    """
    torch.manual_seed(seed)
    network = Pupil(class_names).to(device)
    pixels, proportions, small, labels = (
        torch.from_numpy(array).to(device)
        for array in (photographs.pixels, photographs.proportions, images.pixels, images.labels)
    )
    squeezenet = squeezenet.to(device).eval().requires_grad_(False)
    optimizer = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=DECAY)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * step / steps))
    )
    began, sums = time.monotonic(), dict.fromkeys(("maps", "logits", "labels"), 0.0)
    for step in range(steps):
        network.train()
        if step >= SETTLED * steps:
            network.settle()
        losses = {}
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            if recipe.maps or recipe.logits:
                which = torch.randint(len(pixels), (batch,), device=device)
                x = standardized(photograph_crops(pixels, proportions, which))
                losses |= _distillation(network, squeezenet, x)
            if recipe.labels:
                which = torch.randint(len(small), (2 * batch,), device=device)
                x, y = small_images(small[which].float() / 255), labels[which]
                if recipe.robust and step >= ROBUST_FROM * steps:
                    x = disturbed(network, x, y)
                losses["labels"] = functional.cross_entropy(network(standardized(x)), y, label_smoothing=0.05)
            loss = sum(getattr(recipe, name) * value for name, value in losses.items())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        for name, value in losses.items():
            sums[name] += value.detach()
        if (step + 1) % 500 == 0 or step + 1 == steps:
            spent, count = time.monotonic() - began, (step % 500) + 1
            means = ", ".join(f"{name} {float(value) / count:.3f}" for name, value in sums.items())
            left = spent / (step + 1) * (steps - step - 1)
            report(f"step {step + 1:,} of {steps:,}: {means}; {spent:.0f} s, {left:.0f} to go")
            sums = dict.fromkeys(sums, 0.0)
    return network.eval()


def disturbed(network: Pupil, x: Tensor, y: Tensor) -> Tensor:
    """Images moved by at most ATTACK where the loss rises most; networks that are trained on these dream of shapes.

    A. Madry et al., *Towards deep learning models resistant to adversarial attacks* (2018).
    """
    learning = network.norms.training
    network.norms.eval()
    limit = ATTACK * x.shape[-1] / 32  # as many more pixels, as much longer a disturbance of the same strength
    move = torch.zeros_like(x)
    for _ in range(ATTACK_STEPS):
        move.requires_grad_(True)
        loss = functional.cross_entropy(network(standardized(x + move)), y)
        (slope,) = torch.autograd.grad(loss, move)
        with torch.no_grad():
            move = move + limit * slope / (_length(slope) + 1e-12)
            move = move * (limit / (_length(move) + 1e-12)).clamp(max=1)
    network.norms.train(learning)
    return (x + move.detach()).clamp(0, 1)


@torch.no_grad()
def accuracy(network: SmallVGG, images: Labelled, device: torch.device) -> float:
    """The part of CIFAR-10's images that the network calls by their names."""
    right = 0
    for start in range(0, len(images.labels), 500):
        x = torch.from_numpy(images.pixels[start : start + 500]).to(device).float() / 255
        y = torch.from_numpy(images.labels[start : start + 500]).to(device)
        right += int((network(standardized(enlarged(x))).argmax(1) == y).sum())
    return right / len(images.labels)


def _distillation(network: Pupil, squeezenet: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """Squared differences of maps, in units of the teacher's variance, and the divergence of the two distributions."""
    maps, logits = teacher.lesson(squeezenet, x)
    learned = dict(zip(maps, network.activations(x, list(maps)), strict=True))
    differences = [_relative(network.heads[name](learned[name]).float(), goal.float()) for name, goal in maps.items()]
    guess = network.imagenet(learned["block5_conv4"].mean(dim=(2, 3)))
    divergence = functional.kl_div(
        functional.log_softmax(guess.float() / TEMPERATURE, dim=1),
        functional.log_softmax(logits.float() / TEMPERATURE, dim=1),
        reduction="batchmean",
        log_target=True,
    )
    return {"maps": sum(differences) / len(differences), "logits": TEMPERATURE**2 * divergence}


def _relative(guess: Tensor, goal: Tensor) -> Tensor:
    errors, variances = (guess - goal).square().mean(dim=(0, 2, 3)), goal.var(dim=(0, 2, 3))
    return (errors / (variances + 1e-3)).mean()


def _window(pixels: Tensor, half: Tensor, middle: Tensor, mirror: Tensor, side: int) -> Tensor:
    """Windows of images, drawn with `side`² pixels: half (N, 2) of the width and the height around `middle` (N, 2)."""
    move = torch.zeros(len(pixels), 2, 3, device=pixels.device)
    move[:, 0, 0], move[:, 1, 1], move[:, :, 2] = half[:, 0] * mirror, half[:, 1], middle
    grid = functional.affine_grid(move, [len(pixels), 3, side, side], align_corners=False)
    return functional.grid_sample(pixels, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def _length(x: Tensor) -> Tensor:
    return x.flatten(1).norm(dim=1)[:, None, None, None]
