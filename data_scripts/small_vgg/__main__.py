"""Train the small VGG: `python -m data_scripts.small_vgg --data DIR`, ten minutes on a graphics processor.

It learns from photographs of Flickr8k, CIFAR-10 and the published weights of SqueezeNet 1.1, which
`python -m data_scripts fetch flickr8k cifar10 squeezenet1_1` puts into `data/`. Of four recipes (training.py) each
makes a candidate; `--candidate robust` makes that one alone, which is the one that is shipped.
"""

import argparse
import sys
from pathlib import Path

import torch
from safetensors.numpy import save_file

from coursekit import pretrained
from coursekit.data.cifar10 import CLASS_NAMES
from data_scripts.small_vgg.folding import folded, normalized
from data_scripts.small_vgg.pictures import read_cifar10, read_photographs
from data_scripts.small_vgg.training import RECIPES, accuracy, photograph_crops, standardized, train

HOME = Path(__file__).resolve().parents[2]
NORMALIZED_OVER = 512  # crops


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m data_scripts.small_vgg", description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=HOME / "data", help="holds flickr8k, cifar10 and nets")
    parser.add_argument("--to", type=Path, default=HOME / "build" / "small_vgg", help="where the weights are written")
    parser.add_argument("--candidate", choices=RECIPES, action="append", help="all of them, if none is named")
    parser.add_argument("--steps", type=int, default=3_600)
    parser.add_argument("--batch", type=int, default=64, help="photographs a step; on a processor, 16 take an hour")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    squeezenet = pretrained.squeezenet1_1(folder=chosen.data)
    (photographs, _), images = read_photographs(chosen.data), read_cifar10(chosen.data)
    print(
        f"{len(photographs.pixels):,} photographs, {len(images.labels):,} images of CIFAR-10, on {device}", flush=True
    )
    chosen.to.mkdir(parents=True, exist_ok=True)
    for name in chosen.candidate or RECIPES:
        network = train(
            RECIPES[name],
            chosen.steps,
            photographs=photographs,
            images=images,
            class_names=CLASS_NAMES,
            squeezenet=squeezenet,
            device=device,
            batch=chosen.batch,
            seed=chosen.seed,
            report=lambda line, name=name: print(f"{name}: {line}", flush=True),
        )
        which = torch.arange(NORMALIZED_OVER) % len(photographs.pixels)
        crops = standardized(photograph_crops(*(torch.from_numpy(array) for array in photographs), which))
        save_file(normalized(folded(network), crops), chosen.to / f"{name}.safetensors")
        print(f"{name}: {chosen.to / name}.safetensors", flush=True)
        if (chosen.data / "cifar10" / "cifar-10-batches-py" / "test_batch").is_file():
            share = accuracy(network, read_cifar10(chosen.data, testing=True), device)
            print(f"{name}: {share:.1%} of CIFAR-10's test images right", flush=True)


if __name__ == "__main__":
    sys.exit(main())
