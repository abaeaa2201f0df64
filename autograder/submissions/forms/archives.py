"""Reads the files in a zip archive that a student handed in, in memory: nothing is unpacked to the disk.

Paths, links, encryption, numbers, sizes and ratios are looked at before anything is decompressed, and no more is
decompressed than an entry says. Archives in archives are not opened.
"""

import os
import zipfile
import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from autograder.submissions.hand_in import MAX_BYTES, Unreadable, bytes_of
from autograder.submissions.names import printable
from coursekit.data.archives import JUNK, files_of_zip, path_fault, zip_member

MAX_FILES = 2_000
MAX_UNPACKED = 4 * MAX_BYTES  # bytes of all files together
MAX_RATIO, RATIO_FROM = 200, 5_000_000  # an entry that becomes so many times larger, and how large it must be to count
_ENTRY = b"PK\x01\x02"  # begins each entry of an archive's list
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may take any amount of memory
_PACKED = (".zip", ".tar", ".tgz", ".gz", ".7z", ".rar")


class Archive:
    """The files of one archive, by their paths in it. See `open_archive`."""

    def __init__(self, data: bytes):
        self._data = data
        self._entries = _entries(data)

    @property
    def files(self) -> list[str]:
        """The paths of its files, without what macOS adds, sorted."""
        return sorted(self._entries)

    @property
    def packed(self) -> list[str]:
        """Archives among its files: they are not opened."""
        return [name for name in self.files if name.lower().endswith(_PACKED)]

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises `Unreadable`; the message follows the archive's name."""
        try:
            info = self._entries[name]
            if info.file_size > MAX_BYTES:
                size, limit = info.file_size / 1e6, MAX_BYTES / 1e6
                raise Unreadable(
                    f"holds {printable(name)} of {size:.0f} MB, more than {limit:.0f}; hand in a smaller one"
                )
            with zipfile.ZipFile(BytesIO(self._data)) as file, file.open(info) as source:
                data = source.read(info.file_size + 1)
        except KeyError:
            raise Unreadable(f"no longer holds {printable(name)}; hand it in again") from None
        except _FAULTS:
            raise Unreadable(f"is damaged at {printable(name)}; pack it again and hand it in") from None
        return data


def open_archive(path: Path) -> Archive:
    """Read an archive; the last ones are remembered as long as their files do not change.

    Raises `Unreadable` if it is damaged or not safe to read; the message follows the archive's name.
    """
    try:
        status = os.lstat(path)
    except OSError:
        return Archive(bytes_of(path))
    return _opened(path, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(path: Path, *state: int) -> Archive:
    return Archive(bytes_of(path))


_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def _entries(data: bytes) -> dict[str, zipfile.ZipInfo]:
    if data.count(_ENTRY) > 2 * MAX_FILES:  # counted before the list is read, because a list can be long, too
        raise Unreadable(f"holds more than {MAX_FILES:,} files; pack only what was asked for")
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            infos = [info for info in files_of_zip(file) if not _is_junk(info.filename)]
            for info in infos:
                if fault := zip_member(file, info).fault or path_fault(info.filename) or _fault(info):
                    name = printable(info.filename) or "''"
                    advice = "pack the files themselves, without a password"
                    raise Unreadable(f"was not opened, because its entry {name} {fault}; {advice}")
    except _FAULTS:
        raise Unreadable("is no zip archive that can be read; pack it again and hand it in") from None
    total = sum(info.file_size for info in infos)
    if len(infos) > MAX_FILES or total > MAX_UNPACKED:
        raise Unreadable(
            f"would become {len(infos):,} files of {total / 1e6:.0f} MB, more than {MAX_FILES:,} files or "
            f"{MAX_UNPACKED / 1e6:.0f} MB; pack only what was asked for"
        )
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.filename in found:
            raise Unreadable(f"holds {printable(info.filename)} twice; pack it again and hand it in")
        found[info.filename] = info
    return found


def _is_junk(name: str) -> bool:
    return any(part in (*JUNK, "__pycache__", ".ipynb_checkpoints") for part in name.split("/"))


def _fault(info: zipfile.ZipInfo) -> str:
    if info.compress_type not in _METHODS:
        return "is packed in a way that is not read (only the usual one is)"
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        return f"would become more than {MAX_RATIO} times as large"
    return ""
