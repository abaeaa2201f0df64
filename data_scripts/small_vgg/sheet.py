"""Draws the candidates' pictures side by side: `python -m data_scripts.small_vgg.sheet build/small_vgg/*.safetensors`.

The network to ship is chosen by looking at this sheet, because no loss sees what a picture looks like.
"""

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import Tensor

from coursekit import photograph
from coursekit.data.brushwork import brushwork
from coursekit.data.cifar10 import CLASS_NAMES
from coursekit.data.weights import read_arrays
from coursekit.pretrained.small_vgg import small_vgg_arrays
from coursekit.pretrained.small_vgg_in_torch import SmallVGG
from data_scripts.small_vgg.making import dream, fine_pattern, picture, stylized

LONGEST = 192  # pixels
DREAMS = ("automobile", "deer", "ship")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "weights", type=Path, nargs="*", help=".safetensors files, as data_scripts.small_vgg writes them"
    )
    parser.add_argument("--to", type=Path, default=Path("small-network.png"))
    chosen = parser.parse_args()
    rows = [("random", small_vgg_arrays("random")), *((path.stem, read_arrays(path)) for path in chosen.weights)]
    content = picture(photograph("china"), LONGEST)
    styles = [picture(brushwork(name) / 255, LONGEST) for name in ("swirls", "embers")]
    heads = ["as “swirls”", "as “embers”", *DREAMS]
    figure, grid = plt.subplots(len(rows), len(heads), figsize=(2 * len(heads), 1.75 * len(rows)), squeeze=False)
    for number, (name, arrays) in enumerate(rows):
        line, pictures = grid[number], shown(arrays, content, styles)
        for place, found, head in zip(line, pictures, heads, strict=True):
            place.imshow(np.clip(found[0].permute(1, 2, 0).numpy(), 0, 1))
            place.set(xticks=[], yticks=[], title="" if number else head)
        line[0].set_ylabel(name)
        print(f"{name}: power in fine patterns {fine_patterns(pictures[:2])}; of the styles {fine_patterns(styles)}")
    figure.tight_layout()
    figure.savefig(chosen.to, dpi=100)


def shown(arrays: dict[str, np.ndarray], content: Tensor, styles: list[Tensor]) -> list[Tensor]:
    """What a network makes: the content in each style, and a dream of each class in DREAMS; all (1, 3, H, W)."""
    network = SmallVGG(CLASS_NAMES).eval().requires_grad_(False)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    noise = (0.5 + 0.05 * torch.randn(1, 3, 96, 96, generator=torch.Generator().manual_seed(1))).clamp(0, 1)
    painted = [
        stylized(network.activations, content, style, style_weight=10, smooth=0.1, steps=100) for style in styles
    ]
    for kind in map(CLASS_NAMES.index, DREAMS):
        painted.append(dream(lambda x, kind=kind: network(x)[0, kind], noise, steps=100, rate=0.03))
    return painted


def fine_patterns(pictures: list[Tensor]) -> str:
    """`fine_pattern` of each, in words."""
    return ", ".join(f"{fine_pattern(found):.3f}" for found in pictures)


if __name__ == "__main__":
    sys.exit(main())
