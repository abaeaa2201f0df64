"""Unpacks .zip and .tar.gz files that somebody else made: nothing outside its folder, no links, no more than said."""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from coursekit.data.downloads import CHUNK_BYTES, require_space, writing
from coursekit.data.registry import DataError

MOST_FILES = 100_000
JUNK = ("__MACOSX", ".DS_Store")  # what macOS adds to archives


class Refused(DataError):
    """An archive is damaged, or is not unpacked because that would not be safe."""


@dataclass(frozen=True)
class Member:
    """One entry of an archive; `fault` says why it must not be unpacked, if so."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    fault: str = ""


def unpack(archive: Path, into: Path, *, only: Collection[str] | None, limit: int) -> list[str]:
    """Unpack the files of an archive into a new folder, and return their paths there.

    only: the files to take, None for all but macOS's additions. limit: the most bytes that they may have together.
    Raises `Refused` before anything is written, if an entry's path leads outside the folder, if it is a link, a device
    or encrypted, or if they are more than `limit`; and later, if the archive turns out to be damaged. Raises
    `DataError` if the disk has no room, or cannot be written.
    """
    try:
        with _members(archive) as members:
            chosen = [member for member in members if _wanted(member.name, only)]
            for member in chosen:
                if fault := member.fault or path_fault(member.name):
                    raise _refused(archive, f"its entry {member.name!r} {fault}")
            total = sum(member.size for member in chosen)
            if total > limit or len(chosen) > MOST_FILES:
                raise _refused(archive, f"it would become {len(chosen):,} files of {total:,} bytes, which is too much")
            require_space(archive.parent, total)
            for member in chosen:
                _write(archive, member, into / member.name)
            return [member.name for member in chosen]
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, NotImplementedError) as fault:
        raise _refused(archive, f"it is damaged, or no such archive ({fault})") from None


def path_fault(name: str) -> str:
    """What is wrong with a path that must stay in its folder; empty if nothing is."""
    if not name:
        return "has no name"
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        return "would lie outside the folder"
    return ""


def _wanted(name: str, only: Collection[str] | None) -> bool:
    return name in only if only is not None else not any(part in JUNK for part in name.split("/"))


def _refused(archive: Path, reason: str) -> Refused:
    return Refused(f"{archive.name} was not unpacked, because {reason}.")


@contextmanager
def _members(archive: Path) -> Iterator[Iterator[Member]]:
    if archive.name.endswith(".zip"):
        with zipfile.ZipFile(archive) as file:
            yield (zip_member(file, info) for info in files_of_zip(file))
    else:
        with tarfile.open(archive, "r:gz") as file:
            yield (_of_tar(file, info) for info in file if not info.isdir())


def files_of_zip(file: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The entries of a zip archive that are no folders."""
    # Not by is_dir, which in Python 3.11 fails on an entry without a name.
    return [info for info in file.infolist() if not info.filename.endswith("/")]


def zip_member(file: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    """One entry of a zip archive."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    fault = "is encrypted" if info.flag_bits & 1 else "is a link or a device" if kind not in (0, stat.S_IFREG) else ""
    return Member(info.filename, info.file_size, lambda: file.open(info), fault)


def _of_tar(file: tarfile.TarFile, info: tarfile.TarInfo) -> Member:
    fault = "" if info.isfile() else "is a link or a device"
    return Member(info.name, info.size, lambda: file.extractfile(info), fault)


def _write(archive: Path, member: Member, place: Path) -> None:
    with member.open() as source, writing(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        left = member.size
        with place.open("xb") as output:
            while chunk := source.read(CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise _refused(archive, f"its entry {member.name!r} is longer than it says")
                output.write(chunk)
    if left:
        raise _refused(archive, f"its entry {member.name!r} is shorter than it says")
