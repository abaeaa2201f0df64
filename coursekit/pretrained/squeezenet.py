"""SqueezeNet 1.1, a small network for photographs, in PyTorch.

F. Iandola, S. Han et al., *SqueezeNet: AlexNet-level accuracy with 50x fewer parameters* (2016); the architecture and
the names of the weights are torchvision's. `python -m coursekit.data fetch squeezenet1_1` fetches them.
"""

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from coursekit.pretrained.published import with_weights


class Fire(nn.Module):
    """A convolution of single pixels to few channels, then two of 1×1 and 3×3 pixels side by side."""

    def __init__(self, inputs: int, squeezed: int, expanded: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeezed, 1)
        self.expand1x1 = nn.Conv2d(squeezed, expanded, 1)
        self.expand3x3 = nn.Conv2d(squeezed, expanded, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Feature maps (N, 2·expanded, H, W) of feature maps (N, inputs, H, W)."""
        x = functional.relu(self.squeeze(x))
        return torch.cat([functional.relu(self.expand1x1(x)), functional.relu(self.expand3x3(x))], dim=1)


class SqueezeNet(nn.Module):
    """SqueezeNet 1.1 for photographs (N, 3, H, W), float32, red, green, blue from 0 to 1, standardized by ImageNet's
    mean and standard deviation; it was trained with H = W = 224. `features` makes its last maps, (N, 512, h, w).
    """

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 3, stride=2), nn.ReLU(), _halved(),
            Fire(64, 16, 64), Fire(128, 16, 64), _halved(),
            Fire(128, 32, 128), Fire(256, 32, 128), _halved(),
            Fire(256, 48, 192), Fire(384, 48, 192), Fire(384, 64, 256), Fire(512, 64, 256),
        )  # fmt: skip
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.normal_(self.classifier[1].weight, std=0.01)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The scores (N, 1000) of ImageNet's classes; none is negative."""
        return self.classifier(self.features(x)).flatten(1)


class PooledSqueezeNet(nn.Module):
    """SqueezeNet's feature maps, each averaged over the photograph, and one linear layer `fc` on the 512 means."""

    def __init__(self, network: SqueezeNet) -> None:
        super().__init__()
        self.features, convolution = network.features, network.classifier[1]
        self.dropout, self.fc = network.classifier[0], nn.Linear(512, 1000)
        self.fc.load_state_dict({"weight": convolution.weight[:, :, 0, 0].detach(), "bias": convolution.bias.detach()})

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The scores (N, classes) of photographs as `SqueezeNet` takes them."""
        return self.fc(self.dropout(self.features(x).mean(dim=(2, 3))))


def squeezenet1_1(*, weights: str = "fetched", folder: Path | None = None, seed: int = 0) -> SqueezeNet:
    """SqueezeNet 1.1 with the weights that were trained on ImageNet ("fetched"), or with "random" ones.

    folder: holds `nets/`; None: DLBH_DATA, else `data` here or up to three levels up. seed: of random weights.
    Raises ValueError for other weights; `DataError`, with the command, if they have not been fetched.
    """
    return with_weights(SqueezeNet, "squeezenet1_1", weights, folder, seed)


def with_linear_layer(network: SqueezeNet) -> PooledSqueezeNet:
    """The same SqueezeNet with `fc`, an `nn.Linear`, as its last layer, in place of a convolution of single pixels.

    The two share their feature maps' weights. `fc` starts with the convolution's weights: the mean of a linear function
    is the function of the mean, so the scores differ only in that negative ones are no longer cut off pixel by pixel.
    """
    return PooledSqueezeNet(network)


def _halved() -> nn.Module:
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)
