"""ResNet-18, the network that PyTorch's tutorial on transfer learning takes.

K. He, X. Zhang, S. Ren, J. Sun, *Deep residual learning for image recognition* (2016); the architecture and the names
of the weights are torchvision's. `python -m coursekit.data fetch resnet18` fetches them.
"""

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from coursekit.pretrained.published import with_weights

CHANNELS = (64, 128, 256, 512)


class BasicBlock(nn.Module):
    """Two convolutions, each with batch normalisation, whose result is added to the block's input."""

    def __init__(self, inputs: int, channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != channels:
            shortcut = nn.Conv2d(inputs, channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Feature maps (N, channels, H/stride, W/stride) of feature maps (N, inputs, H, W)."""
        changed = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(changed + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """ResNet-18 for photographs (N, 3, H, W), float32, red, green, blue from 0 to 1, standardized by ImageNet's mean
    and standard deviation; it was trained with H = W = 224.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        for number, (inputs, channels) in enumerate(zip((64, *CHANNELS), CHANNELS, strict=False), start=1):
            first = BasicBlock(inputs, channels, stride=1 if number == 1 else 2)
            self.add_module(f"layer{number}", nn.Sequential(first, BasicBlock(channels, channels, stride=1)))
        self.fc = nn.Linear(512, 1000)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The scores (N, 1000) of ImageNet's classes."""
        x = self.maxpool(functional.relu(self.bn1(self.conv1(x))))
        for number in range(1, len(CHANNELS) + 1):
            x = getattr(self, f"layer{number}")(x)
        return self.fc(x.mean(dim=(2, 3)))


def resnet18(*, weights: str = "fetched", folder: Path | None = None, seed: int = 0) -> ResNet18:
    """ResNet-18 with the weights that were trained on ImageNet ("fetched"), or with "random" ones.

    folder: holds `nets/`; None: DLBH_DATA, else `data` here or up to three levels up. seed: of random weights.
    Raises ValueError for other weights; `DataError`, with the command, if they have not been fetched.
    """
    return with_weights(ResNet18, "resnet18", weights, folder, seed)
