"""From the network in training to the one that is shipped: batch norm folded, activations brought to a mean of one."""

from collections.abc import Mapping

import numpy as np
import torch

from coursekit.pretrained.small_vgg import LAYERS
from coursekit.pretrained.small_vgg_in_torch import SmallVGG
from data_scripts.small_vgg.training import Pupil

Arrays = dict[str, np.ndarray]
FLOOR = 0.1  # of a layer's mean: filters that hardly ever answer are not raised further, since they would be noise


@torch.no_grad()
def folded(network: Pupil) -> Arrays:
    """The arrays of a `SmallVGG` with the same outputs."""
    arrays: Arrays = {}
    for name in LAYERS:
        conv, norm = getattr(network, name), network.norms[name]
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        arrays[f"{name}.weight"] = (conv.weight * scale[:, None, None, None]).cpu().numpy()
        arrays[f"{name}.bias"] = (norm.bias + (conv.bias - norm.running_mean) * scale).cpu().numpy()
    return arrays | {f"fc.{name}": array.cpu().numpy() for name, array in network.fc.named_parameters()}


@torch.no_grad()
def normalized(arrays: Mapping[str, np.ndarray], pixels: torch.Tensor) -> Arrays:
    """The same network, but that each filter's mean activation over pictures is one; its logits stay as they were.

    L. Gatys, A. Ecker, M. Bethge, *Image style transfer using convolutional neural networks* (2016), section 2:
    ReLUs and averages between the layers commute with such a scale. pixels: (N, 3, H, W), standardized.
    """
    network = SmallVGG(range(len(arrays["fc.bias"])))
    network.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    scaled, before = dict(arrays), None
    for name, maps in zip(LAYERS, network.activations(pixels, LAYERS), strict=True):
        means = maps.mean(dim=(0, 2, 3)).numpy()
        means = np.maximum(means, FLOOR * means.mean())
        weight = arrays[f"{name}.weight"] / means[:, None, None, None]
        scaled[f"{name}.weight"] = weight if before is None else weight * before[:, None, None]
        scaled[f"{name}.bias"] = arrays[f"{name}.bias"] / means
        before = means
    scaled["fc.weight"] = arrays["fc.weight"] * before
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in scaled.items()}
