"""The registry of published data sets: what they are, where they are published, and the checksums of their files.

The entries are in `registry.toml`, and the checksums of sets with many files beside it, as `sha256sum` writes them.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
HOW_TO_FETCH = "python -m coursekit.data fetch"


class DataError(Exception):
    """Data are missing, damaged or unreachable; the message is one sentence that names the next step."""


@dataclass(frozen=True)
class Checksum:
    """A published checksum of a file: `sha256:…`, `md5:…`, or `sha256-prefix:…`, as in the names of PyTorch's files.

    An empty one is of a file whose publisher gives none: every file has it.
    """

    text: str

    @property
    def kind(self) -> str:
        return self.text.partition(":")[0] or "none published"

    @property
    def digest(self) -> str:
        return self.text.partition(":")[2]

    def found(self, path: Path) -> str:
        """As many digits as this one has of the file's real checksum of this kind; raises OSError."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, self.kind.partition("-")[0]).hexdigest()[: len(self.digest)]

    def fits(self, path: Path) -> bool:
        """Is this the file's checksum? Raises OSError if it is not there or cannot be read."""
        return path.stat().st_size >= 0 if not self.text else self.found(path) == self.digest


@dataclass(frozen=True)
class File:
    """One file of a data set.

    path: where it lies in the set's folder, and in a mirror's. size: in bytes, None if not known. urls: the complete
    addresses of the file itself; none if it comes in an archive, or only from mirrors. optional: the set can be used
    without it.
    """

    path: str
    checksum: Checksum = Checksum("")
    size: int | None = None
    urls: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Archive:
    """A .zip or .tar.gz that files of a data set come in.

    unpacked: more bytes than this do not come out of it. holds: the files that are taken from it; None: all of them,
    whose checksums are then kept in `record`, a file in the set's folder, because nobody publishes them.
    """

    file: File
    unpacked: int
    holds: tuple[str, ...] | None

    @property
    def record(self) -> str:
        return f"{self.file.path}.sha256"


@dataclass(frozen=True)
class DataSet:
    """A published data set. Any one of its files is enough if `any_of`; its folder may hold those of other sets."""

    name: str
    title: str
    licence: str
    citation: str
    folder: str
    files: tuple[File, ...]
    archives: tuple[Archive, ...] = ()
    any_of: bool = False

    @property
    def command(self) -> str:
        """The command that fetches it."""
        return f"{HOW_TO_FETCH} {self.name}"

    def file(self, path: str) -> File:
        return next(file for file in self.files if file.path == path)


def read_registry(path: Path) -> dict[str, DataSet]:
    """The data sets of such a file as `registry.toml`, by name."""
    return {name: _data_set(name, table, path.parent) for name, table in tomllib.loads(path.read_text("utf-8")).items()}


@cache
def registry() -> dict[str, DataSet]:
    """The course's data sets, by name."""
    return read_registry(HERE / "registry.toml")


def read_sums(path: Path) -> dict[str, Checksum]:
    """The checksums in a file as `sha256sum` writes it, by the files' paths."""
    pairs = (line.split("  ", 1) for line in path.read_text("utf-8").splitlines())
    return {name: Checksum(f"sha256:{digest}") for digest, name in pairs}


def write_sums(path: Path, folder: Path, names: list[str]) -> None:
    """Write the checksums of these files in `folder` to `path`, as `sha256sum` does."""
    lines = []
    for name in names:
        with (folder / name).open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
    path.write_text("".join(lines), "utf-8")


def _data_set(name: str, table: dict, beside: Path) -> DataSet:
    bases = table.get("urls", [])
    files = [_file(row["path"], bases, row) for row in table.get("files", [])]
    if "sums" in table:
        files += [
            _file(path, bases, {"checksum": sum_.text}) for path, sum_ in read_sums(beside / table["sums"]).items()
        ]
    archives = []
    for row in table.get("archives", []):
        holds = row.get("holds", [file.path for file in files] or None)
        file = _file(row["name"], row["urls"], row)
        archives.append(Archive(file, row["unpacked"], None if holds is None else tuple(holds)))
    return DataSet(
        name=name,
        title=table["title"],
        licence=table["licence"],
        citation=table["citation"],
        folder=table.get("folder", name),
        files=tuple(files),
        archives=tuple(archives),
        any_of=table.get("any_of", False),
    )


def _file(path: str, bases: list[str], row: dict) -> File:
    urls = [url for url in [row["url"]] if url] if "url" in row else [f"{base}/{path}" for base in bases]
    return File(path, Checksum(row.get("checksum", "")), row.get("size"), tuple(urls), row.get("optional", False))
