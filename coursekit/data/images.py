"""Images of digits: a set that comes with scikit-learn, which the course needs anyway, and MNIST after it is fetched.

A notebook gets images with `load_images()`: scikit-learn's digits, which need no download, unless the environment
variable DLBH_DATASET says `mnist`. The choice never depends on which files exist, so grades do not, either.
`describe_images` says in a sentence which set it is.

`python data_scripts/fetch.py mnist` fetches MNIST. `load_images` looks for it in the folder named by DLBH_DATA, else in
a folder `data` here or up to three levels up.
"""

import gzip
import hashlib
import importlib.util
import os
import struct
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import numpy as np

DATASETS = ("digits", "mnist")
CHUNK_BYTES = 1 << 16


class DataError(Exception):
    """Data are missing, damaged or unreachable; the message is one sentence that names the next step."""


@dataclass(frozen=True)
class Source:
    """A published data set: its files with their sha256, and the addresses to try, in this order.

    The order of the files is fixed: training images, training labels, test images, test labels.
    """

    name: str
    title: str
    files: dict[str, str]
    urls: tuple[str, ...]


MNIST = Source(
    name="mnist",
    title="MNIST (Y. LeCun, C. Cortes, C. Burges)",
    files={
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
    urls=(
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    ),
)
SOURCES = {MNIST.name: MNIST}


# ---------------------------------------------------------------------------------------------- what notebooks use


def load_images(dataset: str | None = None, *, folder: Path | None = None) -> dict[str, Any]:
    """Small images of digits with their labels, split for training, validation and testing.

    dataset: `"digits"` or `"mnist"`; None: the environment variable DLBH_DATASET decides, else digits. If MNIST is
        asked for but has not been fetched, the digits are used and `data["note"]` says so.
    folder: holds `mnist/`; None: see the module's docstring.

    Returns a dictionary: `X_train`, `X_val`, `X_test` (N, D) floats in [0, 1], one image per row; `y_train`, `y_val`
    (N,) int64 (the test labels are held back); `name`, `title`, `note` (str); `image_shape` (height, width);
    `num_classes`. Digits are float64; MNIST is float32, to halve its memory. Raises `DataError` for an unknown set or
    damaged files.
    """
    dataset = dataset or os.environ.get("DLBH_DATASET") or "digits"
    if dataset not in DATASETS:
        known = " or ".join(DATASETS)
        raise DataError(f"There is no data set {dataset!r}: set DLBH_DATASET to {known}, or leave it unset.")
    if dataset == "digits":
        return load_digits()
    found = folder or find_folder(MNIST)
    if found is None or not (found / MNIST.name).is_dir():
        missing = (
            "MNIST was asked for, but it has not been fetched, so these are scikit-learn's digits: run "
            "`python data_scripts/fetch.py mnist`, or set DLBH_DATA to the folder that holds `mnist`."
        )
        return {**load_digits(), "note": missing}
    return load_mnist(found)


def load_digits() -> dict[str, Any]:
    """scikit-learn's digits (1,797 images of 8×8 pixels), in a fixed random split; see `load_images`."""
    images, labels = _digits()
    # Shuffled, because the file is ordered by writer; RandomState gives the same numbers in every version of NumPy.
    order = np.random.RandomState(545).permutation(len(labels))
    train, val, test = np.split(order, [1097, 1397])
    return {
        "name": "digits",
        "title": "scikit-learn's digits (embedded; not MNIST)",
        "note": "",
        "image_shape": (8, 8),
        "num_classes": 10,
        "X_train": images[train],
        "y_train": labels[train],
        "X_val": images[val],
        "y_val": labels[val],
        "X_test": images[test],
    }


def load_mnist(folder: Path, source: Source = MNIST) -> dict[str, Any]:
    """MNIST from `folder/mnist`, verified by its published checksums; the last sixth of the training images validates.

    Returns the same as `load_images`. Raises `DataError`, which names a file that is missing or damaged.
    """
    images, labels, test = (read_idx(_verified(folder, source, name)) for name in list(source.files)[:3])
    if len(images) != len(labels):
        raise DataError(f"{folder / source.name}: {len(images)} images, but {len(labels)} labels; fetch the set again.")
    pixels, test_pixels = (array.reshape(len(array), -1) / np.float32(255) for array in (images, test))
    labels = labels.astype(np.int64)
    split = len(labels) - len(labels) // 6
    return {
        "name": source.name,
        "title": source.title,
        "note": "",
        "image_shape": images.shape[1:],
        "num_classes": 10,
        "X_train": pixels[:split],
        "y_train": labels[:split],
        "X_val": pixels[split:],
        "y_val": labels[split:],
        "X_test": test_pixels,
    }


def held_out_image_labels(name: str, *, folder: Path | None = None) -> np.ndarray:
    """The labels of `X_test` of the set called `name` (`data["name"]`), (N,) int64, for graders.

    Both sets are public, so these labels are no secret; a score is honest because the examiner computes it from the
    trained parameters alone. Raises `DataError` as `load_images` does, and also if MNIST has not been fetched.
    """
    if name == "digits":
        _, labels = _digits()
        return labels[np.random.RandomState(545).permutation(len(labels))[1397:]]
    if name not in SOURCES:
        raise DataError(f"There is no data set {name!r}: {' or '.join(DATASETS)} are known.")
    source = SOURCES[name]
    found = folder or find_folder(source)
    if found is None:
        raise DataError(f"{source.title} has not been fetched: run `python data_scripts/fetch.py {name}`.")
    return read_idx(_verified(found, source, list(source.files)[3])).astype(np.int64)


def with_channels(data: dict[str, Any]) -> dict[str, Any]:
    """The same set with its images as (N, 1, height, width), for convolutions; the images are not copied."""
    shape = (1, *data["image_shape"])
    return {**data, **{key: data[key].reshape(-1, *shape) for key in ("X_train", "X_val", "X_test")}}


def describe_images(data: dict[str, Any]) -> str:
    """Two or three lines for people: the set's title, its sizes, what is held back, and the note if there is one."""
    height, width = data["image_shape"]
    sizes = ", ".join(
        f"{len(data[key]):,} {purpose}"
        for key, purpose in (("X_train", "to train on"), ("X_val", "to validate"), ("X_test", "to test"))
    )
    lines = [
        f"Data: {data['title']}.",
        f"{height}×{width} pixels, {data['num_classes']} classes; {sizes} (their labels are held back).",
    ]
    return "\n".join(lines + [data["note"]] * bool(data["note"]))


def _digits() -> tuple[np.ndarray, np.ndarray]:
    # scikit-learn's own loader imports all of it, which takes over a second; reading the file takes a tenth of one.
    if file := embedded_file("digits.csv.gz"):
        table = np.loadtxt(file, delimiter=",")
        return table[:, :-1] / 16.0, table[:, -1].astype(np.int64)
    from sklearn.datasets import load_digits as load

    digits = load()
    return digits.data / 16.0, digits.target.astype(np.int64)


# ------------------------------------------------------------------------------------------------- files on the disk


def embedded_file(name: str) -> Path | None:
    """A data file that comes with scikit-learn, found without importing it; None if it is not there."""
    package = importlib.util.find_spec("sklearn")
    places = package.submodule_search_locations if package else None
    file = Path(places[0]) / "datasets" / "data" / name if places else None
    return file if file and file.is_file() else None


def find_folder(source: Source) -> Path | None:
    """The folder that holds the source's folder: DLBH_DATA, else a `data` here or up to three levels up; or None."""
    if chosen := os.environ.get("DLBH_DATA"):
        return Path(chosen)
    here = Path.cwd()
    places = [place / "data" for place in (here, *here.parents[:3])]
    return next((place for place in places if (place / source.name).is_dir()), None)


def read_idx(path: Path) -> np.ndarray:
    """The array in a gzipped file of the idx format (unsigned bytes, any number of axes), as uint8.

    Raises `DataError` if it is not such a file, or its length is not what its header says.
    """
    try:
        with gzip.open(path, "rb") as file:
            content = file.read()
        zeros, kind, axes = struct.unpack(">HBB", content[:4])
        shape = struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
        if zeros != 0 or kind != 0x08:
            raise ValueError("its first bytes are not those of an idx file of unsigned bytes")
        return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * axes).reshape(shape)
    except (OSError, EOFError, zlib.error, struct.error, ValueError) as fault:
        raise DataError(f"{path}: not a complete idx file ({fault}); delete it and fetch the set again.") from None


def _verified(folder: Path, source: Source, name: str) -> Path:
    """The path of one of the source's files, after comparing its checksum; raises `DataError`."""
    path = Path(folder) / source.name / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        raise DataError(f"{path}: no such file; run `python data_scripts/fetch.py {source.name}`.") from None
    if found != source.files[name]:
        raise DataError(
            f"{path}: its sha256 is {found[:12]}…, the published one {source.files[name][:12]}…; delete the file and "
            f"run `python data_scripts/fetch.py {source.name}`."
        )
    return path


# ---------------------------------------------------------------------------------------------------------- fetching


def fetch(source: Source, folder: Path, *, mirror: Path | None = None, report: Callable[[str], None] = print) -> Path:
    """Download the source's files into `folder/<name>/`, verify their sha256, and return that folder.

    mirror: a folder with the same layout as `folder`, used instead of the internet, with the same checks and errors.
    report: gets a line for each file. A terminal also shows each file's progress and remaining seconds.

    Complete files are kept. A file appears in its place only when complete. Raises `DataError` if a file cannot be had
    from any address, with the reason for each.
    """
    import pooch  # also imports requests, which takes a third of a second, so only here

    pooch.get_logger().setLevel("WARNING")
    target = Path(folder) / source.name
    places = [str(Path(mirror) / source.name)] if mirror else list(source.urls)
    for name, sha256 in source.files.items():
        path = target / name
        if path.is_file() and pooch.file_hash(str(path)) == sha256:
            report(f"{name}: already there")
            continue
        failures: list[str] = []
        for place in places:
            address = str(Path(place) / name) if mirror else f"{place}/{name}"
            progress = Progress(name)
            download = (
                partial(_copy, progress)
                if mirror
                else pooch.HTTPDownloader(progressbar=progress, chunk_size=CHUNK_BYTES, timeout=30)
            )
            if failure := _retrieve(address, sha256, path, download):
                failures.append(failure)
                continue
            report(f"{name}: {path.stat().st_size:,} bytes from {place}")
            break
        else:
            raise DataError(f"{name} could not be fetched: {'; '.join(failures)}. Nothing damaged was kept: try again.")
    return target


def _retrieve(address: str, sha256: str, path: Path, download: Callable[..., Any]) -> str:
    """Download one file to its place. Returns why that failed, in words, or an empty string."""
    import pooch
    import requests

    try:
        pooch.retrieve(address, f"sha256:{sha256}", fname=path.name, path=path.parent, downloader=download)
    except requests.HTTPError as fault:
        return f"{address} answered {fault.response.status_code} {fault.response.reason}"
    except requests.RequestException as fault:
        return f"{address} cannot be reached, or broke off ({type(fault).__name__})"
    except FileNotFoundError:
        return f"{address} does not exist"
    except OSError as fault:
        return f"{address} could not be copied to {path.parent}: {fault.strerror or fault}"
    except ValueError:  # pooch's error for a wrong checksum; it has deleted the file
        return f"{address} is damaged or another version (its sha256 is not {sha256[:12]}…)"
    path.chmod(0o644)  # pooch makes it readable only for its owner; on a course's server others need it
    return ""


def _copy(progress: "Progress", address: str, output: Any, _pooch: Any) -> None:
    """Copy a file from a mirror like one of pooch's downloaders; `output` is the path of a temporary file."""
    with open(address, "rb") as source, open(output, "wb") as copy:
        progress.total = os.path.getsize(address)
        while chunk := source.read(CHUNK_BYTES):
            copy.write(chunk)
            progress.update(len(chunk))
    progress.close()


class Progress:
    """Shows one file's progress and remaining time, only on a terminal. Has the methods that pooch calls."""

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        self.name, self.stream = name, stream or sys.stderr
        self.total = 0
        self.done = 0
        self.begun = self.shown = time.monotonic()

    def update(self, bytes_more: int) -> None:
        self.done = min(self.done + bytes_more, self.total)
        now = time.monotonic()
        if self.stream.isatty() and self.total and now - self.shown > 0.2:
            self.shown = now
            left = (now - self.begun) * (self.total - self.done) / self.done if self.done else 0.0
            percent = 100 * self.done // self.total
            self.stream.write(f"\r{self.name}: {percent} %, about {left:.0f} s left \033[K")
            self.stream.flush()

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        if self.stream.isatty():
            self.stream.write("\r\033[K")
            self.stream.flush()
