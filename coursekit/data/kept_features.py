"""Keeps the features of photographs in a file beside them, because computing them takes minutes."""

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray

VERSION = "1"  # raise it where the same photographs and weights would now give other features


def kept_features(
    compute: Callable[[Sequence[Path]], Array],
    paths: Sequence[Path],
    weights: Mapping[str, Any],
    folder: Path,
) -> Array:
    """What `compute(paths)` returns, (N, D) float32, a row per photograph; from a file after the first time.

    The file, `features_….npz` in `folder`, is named by a checksum of the weights' and the photographs' contents, in
    their order, so that it is never used for others. One that is damaged is made again. Where none can be written,
    there is none. Raises what `compute` raises.

    weights: what the features are computed with, arrays or CPU tensors by name.
    """
    try:
        key = _checksum(paths, weights)
    except OSError:  # compute says which photograph cannot be read
        return compute(paths)
    file = folder / f"features_{key[:16]}.npz"
    features = _read(file, key, len(paths))
    if features is None:
        features = compute(paths)
        _write(file, key, features)
    return features


def _checksum(paths: Sequence[Path], weights: Mapping[str, Any]) -> str:
    """A checksum of the contents of photographs and weights. Raises OSError."""
    sums = [VERSION]
    for name, values in sorted(weights.items()):
        array = np.ascontiguousarray(values)
        sums.append(f"{name} {array.dtype} {array.shape} {hashlib.sha256(array).hexdigest()}")
    for path in paths:
        with path.open("rb") as photograph:
            sums.append(hashlib.file_digest(photograph, "sha256").hexdigest())
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def _read(file: Path, key: str, count: int) -> Array | None:
    """The features in a file; None if it is not there, damaged, or not of this key."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            found, features = kept["key"], kept["features"]
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None
    fits = str(found) == key and features.dtype == np.float32 and features.ndim == 2
    return features if fits and len(features) == count and np.isfinite(features).all() else None


def _write(file: Path, key: str, features: Array) -> None:
    """Write the file at once or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        try:
            with part.open("wb") as output:
                np.savez(output, key=key, features=features)
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)
