"""The course's small VGG in PyTorch."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from coursekit.data.cifar10 import CLASS_NAMES
from coursekit.pretrained.small_vgg import LAYERS, POOLED, REFLECTING, channels, small_vgg_arrays


def small_vgg_torch(*, weights: str = "trained", seed: int = 0) -> "SmallVGG":
    """The course's small VGG as a PyTorch module; its `fc` tells the ten classes of CIFAR-10 apart, `class_names`.

    weights: "trained", or "random" (He's initialization, biases of zero) with this seed, which changes no other random
    number. Raises ValueError for other weights.
    """
    with torch.random.fork_rng(devices=[]):  # making layers draws random numbers
        network = SmallVGG(CLASS_NAMES)
    arrays = small_vgg_arrays(weights, seed)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    return network


class SmallVGG(nn.Module):
    """VGG19's sixteen convolutions with ReLUs, averages between the blocks, and one linear layer, `fc`.

    Its input is (N, 3, H, W), float32, red, green, blue from 0 to 1, standardized by ImageNet's mean and standard
    deviation; H and W at least 16.
    """

    def __init__(self, class_names: Sequence[str]) -> None:
        """class_names: of the classes that `fc` tells apart."""
        super().__init__()
        self.class_names = tuple(class_names)
        for name, (incoming, outgoing) in channels().items():
            mode = "reflect" if name in REFLECTING else "zeros"
            self.add_module(name, nn.Conv2d(incoming, outgoing, 3, padding=1, padding_mode=mode))
        self.fc = nn.Linear(outgoing, len(self.class_names))

    def activations(self, x: torch.Tensor, names: Sequence[str]) -> list[torch.Tensor]:
        """The feature maps of the named convolutions after their ReLUs, (N, channels, height, width) each."""
        found: dict[str, torch.Tensor] = {}
        for name in LAYERS[: 1 + max(map(LAYERS.index, names))]:
            if name in POOLED:
                x = functional.avg_pool2d(x, 2)
            x = self.rectified(name, x)
            found[name] = x
        return [found[name] for name in names]

    def rectified(self, name: str, x: torch.Tensor) -> torch.Tensor:
        """The named convolution of x, after its ReLU."""
        return functional.relu(getattr(self, name)(x))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The logits (N, classes) of pictures."""
        return self.fc(self.activations(x, LAYERS[-1:])[0].mean(dim=(2, 3)))
