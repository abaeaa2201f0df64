"""The network for transfer learning on photographs: whichever has been fetched."""

from pathlib import Path

from torch import nn

from coursekit.data.weights import weights_fetched
from coursekit.pretrained.resnet import resnet18
from coursekit.pretrained.squeezenet import squeezenet1_1, with_linear_layer


def imagenet_network(*, weights: str = "fetched", folder: Path | None = None, seed: int = 0) -> nn.Module:
    """ResNet-18 where its weights have been fetched, else SqueezeNet 1.1; both end in `fc`, an `nn.Linear`.

    weights: "fetched", or "random" ones of the same network. folder, seed and errors: as for `squeezenet1_1`.
    """
    if weights_fetched("resnet18", folder=folder):
        return resnet18(weights=weights, folder=folder, seed=seed)
    return with_linear_layer(squeezenet1_1(weights=weights, folder=folder, seed=seed))
