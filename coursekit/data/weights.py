"""Weights of networks that others have trained, after they are fetched, as a dictionary of arrays."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.data.fetching import find_folder, published_file
from coursekit.data.registry import DataError, DataSet, registry

NETWORKS = ("squeezenet1_1", "resnet18", "vgg19")
# How safetensors names the types of numbers that NumPy has too.
SAFETENSORS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I8": "i1", "U8": "u1"}


def load_weights(name: str, *, folder: Path | None = None) -> dict[str, Any]:
    """The weights of a network, compared with their published checksum first.

    name: "squeezenet1_1" or "resnet18", under torchvision's names, such as `features.0.weight`; or "vgg19", as Keras
        has it: `block1_conv1/kernel` (height, width, channels, filters) and `block1_conv1/bias`. To read a .pth, torch
        is needed; to read the .h5 of vgg19, h5py, which comes with TensorFlow.
    folder: holds `nets/`; None: DLBH_DATA, else `data` here or up to three levels up.

    Returns a dictionary: `arrays`, by their names, float32 but for counters; `name`, `title`, `file` (which one was
    read). Nothing in these files is executed. Raises ValueError for another name, `DataError` if the weights are not
    fetched, damaged, or need a library that is not installed.
    """
    if name not in NETWORKS:
        raise ValueError(f"There are no weights {name!r}; known are {', '.join(NETWORKS)}.")
    data_set = registry()[name]
    found = folder or find_folder(data_set)
    places = _files_there(data_set, found)
    if not places:
        raise DataError(f"The weights of {name} have not been fetched: run `{data_set.command}`.")
    path = published_file(data_set, places[0], found)
    return {"name": name, "title": data_set.title, "file": path.name, "arrays": read_arrays(path)}


def weights_fetched(name: str, *, folder: Path | None = None) -> bool:
    """Whether there is a file with the weights of a network, sound or not. name, folder: as for `load_weights`."""
    data_set = registry()[name]
    return bool(_files_there(data_set, folder or find_folder(data_set)))


def _files_there(data_set: DataSet, folder: Path | None) -> list[str]:
    return [file.path for file in data_set.files if folder and (folder / data_set.folder / file.path).is_file()]


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays in a file of weights, by name: .npz, .safetensors, .h5 (Keras) or .pth (PyTorch).

    Pickled objects are refused. Raises `DataError` if it is no such file, or needs a library that is not installed.
    """
    readers = {".npz": _read_npz, ".safetensors": _read_safetensors, ".h5": _read_h5, ".pth": _read_pth}
    if path.suffix not in readers:
        raise DataError(f"{path}: weights are read from {', '.join(readers)} files.")
    try:
        return readers[path.suffix](path)
    except ImportError as fault:
        raise DataError(f"{path}: to read it, install {fault.name}: pip install {fault.name}.") from None
    except Exception as fault:  # whatever torch and h5py raise for a file that is not theirs
        raise DataError(f"{path}: its weights cannot be read ({type(fault).__name__}: {fault}).") from None


def _read_npz(path: Path) -> dict[str, np.ndarray]:
    file = np.load(path, allow_pickle=False)
    if isinstance(file, np.ndarray):
        raise ValueError("it is one array")
    with file:
        return {name: file[name] for name in file.files}


def _read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """The format is at https://github.com/huggingface/safetensors: a header in JSON, and the arrays' bytes."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    if 8 + length > len(content):
        raise ValueError("it is shorter than its header says")
    header, body = json.loads(content[8 : 8 + length]), memoryview(content)[8 + length :]
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            values = np.frombuffer(body[first:last], dtype=SAFETENSORS[entry["dtype"]])
            arrays[name] = values.reshape(entry["shape"]).copy()
    return arrays


def _read_h5(path: Path) -> dict[str, np.ndarray]:
    """Keras's convolutions and dense layers; what it calls `block1_conv1/block1_conv1_W_1:0` is a layer's kernel."""
    import h5py

    arrays: dict[str, np.ndarray] = {}

    def add(name: str, entry: Any) -> None:
        if isinstance(entry, h5py.Dataset):
            key = f"{name.partition('/')[0]}/{'bias' if entry.ndim == 1 else 'kernel'}"
            if key in arrays:
                raise ValueError(f"it has two arrays {key}")
            arrays[key] = entry[()]

    with h5py.File(path, "r") as file:
        file.visititems(add)
    return arrays


def _read_pth(path: Path) -> dict[str, np.ndarray]:
    import torch

    tensors = torch.load(path, map_location="cpu", weights_only=True)
    return {name: tensor.numpy() for name, tensor in tensors.items()}
