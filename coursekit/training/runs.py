"""Saves the settings and results of each training run in a new folder, never over another run."""

import json
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.pictures.picture import Picture
from coursekit.training.networks import Network


def save_run(
    network: Network, settings: dict[str, Any], picture: Picture, *, name: str, folder: str | Path = "experiments"
) -> Path:
    """Write a trained network into `folder/name`, or `name-2`, `name-3`, … if that exists; returns the folder.

    settings: the run's settings, numbers and strings. picture: shows its losses. The files:
    `settings.json`, `history.csv` (epoch, training and validation loss), `parameters.npz` (`0.W`, `0.b`, `1.W`, … by
    layer), `losses.png`.
    Raises ValueError if `name` is not a plain file name.
    """
    if name in ("", "..") or Path(name).name != name:
        raise ValueError(f"{name!r} cannot name a run: use letters, digits, - and _.")
    place = _new_folder(Path(folder), name)
    (place / "settings.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    train, val = network.history["train_loss"], network.history["val_loss"]
    lines = [f"{epoch},{a:.6g},{b:.6g}" for epoch, (a, b) in enumerate(zip(train, val, strict=True), start=1)]
    (place / "history.csv").write_text("\n".join(["epoch,train_loss,val_loss", *lines]) + "\n", encoding="utf-8")
    parameters = {
        f"{n}.{key}": value for n, layer in enumerate(network.layers) for key, value in layer.parameters.items()
    }
    np.savez(place / "parameters.npz", **parameters)
    picture.save(place / "losses.png")
    return place


def _new_folder(folder: Path, name: str) -> Path:
    for number in count(1):
        place = folder / (name if number == 1 else f"{name}-{number}")
        try:
            place.mkdir(parents=True)
        except FileExistsError:
            continue
        return place
    raise AssertionError("unreachable")
