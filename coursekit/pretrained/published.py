"""Makes a PyTorch network with the weights that its authors published, or with random ones."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from torch import nn

from coursekit.data.registry import DataError
from coursekit.data.weights import load_weights

Network = TypeVar("Network", bound=nn.Module)


def with_weights(make: Callable[[], Network], name: str, weights: str, folder: Path | None, seed: int) -> Network:
    """The network that `make()` returns, float32, in training mode like any new one.

    name: of its published weights, see `load_weights`. weights: "fetched" or "random"; the latter are those that `make`
    draws, for this seed, and PyTorch's own generator stays as it is. folder: holds `nets/`.
    Raises ValueError for other weights; `DataError` if they are not fetched or damaged, or are another network's.
    """
    if weights not in ("fetched", "random"):
        raise ValueError(f'weights is "fetched" or "random", not {weights!r}.')
    arrays = load_weights(name, folder=folder) if weights == "fetched" else None
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = make().to(torch.float32)
    if arrays:
        try:
            network.load_state_dict({key: torch.from_numpy(array) for key, array in arrays["arrays"].items()})
        except RuntimeError:
            raise DataError(f"{arrays['file']} holds another network's weights, not those of {name}.") from None
    return network
