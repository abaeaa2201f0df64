"""Small data sets for tests, in the published formats and under the published names."""

import gzip
import hashlib
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np

from coursekit.data.registry import Archive, Checksum, DataSet, File

IDX_NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def idx(array: np.ndarray) -> bytes:
    """The bytes of an idx file, as its format's description has them."""
    head = struct.pack(">HBB", 0, 0x08, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.astype(np.uint8).tobytes(), mtime=0)


def idx_files() -> dict[str, bytes]:
    """Twelve training and five test images of 4×3 pixels, in files with MNIST's names."""
    numbers = np.random.default_rng(0)
    arrays = [
        numbers.integers(0, 256, (12, 4, 3)),
        numbers.integers(0, 10, 12),
        numbers.integers(0, 256, (5, 4, 3)),
        numbers.integers(0, 10, 5),
    ]
    return {name: idx(array) for name, array in zip(IDX_NAMES, arrays, strict=True)}


def cifar_batch(labels: list[int], pixels: np.ndarray) -> bytes:
    """A batch of CIFAR-10 as Python 2 pickled it: text is bytes, and NumPy's modules have their names of 2009."""

    def text(value: bytes) -> bytes:
        return b"U" + bytes([len(value)]) + value

    def numbers(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(b"J" + struct.pack("<i", value) for value in values)

    raw = pixels.astype(np.uint8).tobytes()
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n" + numbers((0,)) + b"t" + text(b"b") + b"\x87R("
    array += numbers((1,))[1:] + numbers(pixels.shape) + b"t" + b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R"
    array += b"(K\x03" + text(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    array += b"\x89T" + struct.pack("<i", len(raw)) + raw + b"tb"
    values = [text(b"data") + array, text(b"labels") + b"]" + numbers(tuple(labels)) + b"e"]
    return b"\x80\x02}(" + b"".join(values) + b"u."


def sha256(content: bytes) -> Checksum:
    return Checksum(f"sha256:{hashlib.sha256(content).hexdigest()}")


def data_set(files: dict[str, bytes], /, urls: tuple[str, ...] = (), name: str = "mnist", **more: object) -> DataSet:
    """A data set of these files, each at `url/path`; `more` replaces what it is made of."""
    listed = tuple(
        File(path, sha256(content), len(content), tuple(f"{url}/{path}" for url in urls))
        for path, content in files.items()
    )
    parts = {"title": f"a small {name}", "licence": "none", "citation": "nobody", "folder": name, "files": listed}
    return DataSet(name=name, **(parts | more))


def archive(
    name: str, content: bytes, *, url: str = "", holds: tuple[str, ...] | None = None, checksum: Checksum | None = None,
    unpacked: int = 10_000,
) -> Archive:  # fmt: skip
    urls = (f"{url}/{name}",) if url else ()
    return Archive(File(name, sha256(content) if checksum is None else checksum, None, urls), unpacked, holds)


def zip_of(entries: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return output.getvalue()


def tar_of(entries: dict[str, bytes | tarfile.TarInfo]) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as file:
        for name, content in entries.items():
            info = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content) if isinstance(content, bytes) else 0
            file.addfile(info, io.BytesIO(content) if isinstance(content, bytes) else None)
    return output.getvalue()


def write_mirror(folder: Path, files: dict[str, bytes], name: str = "mnist") -> Path:
    """A mirror with these files of one data set; returns the mirror's folder."""
    for path, content in files.items():
        place = folder / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder
