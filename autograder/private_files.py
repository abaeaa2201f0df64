"""Creates files and folders that only the instructor's account may open, regardless of the umask.

`shared` also lets the account's group open them. nbgrader's setting `CourseDirectory.groupshared` asks for that, for a
course that several accounts grade.
"""

import contextlib
import os
import stat
from pathlib import Path

PART = ".part"  # suffix of a file that is being written


def folder(top: Path, *below: str, shared: bool = False) -> Path:
    """Make the folder `top`, whose parent must exist, and nested folders `below` it; returns the innermost."""
    path = Path(top)
    for name in ("", *below):
        path /= name
        path.mkdir(mode=0o700, exist_ok=True)
        allow(path, 0o2770 if shared else 0o700)
    return path


def write(path: Path, data: bytes, *, shared: bool = False, sync: bool = False) -> None:
    """Write a file atomically; with `sync`, even if the machine crashes."""
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
        os.fchmod(file.fileno(), file_mode(shared))
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    os.replace(part, path)


def file_mode(shared: bool) -> int:
    return 0o660 if shared else 0o600


def allow(path: Path, mode: int) -> None:
    """Set the mode of a file or folder, unless it belongs to another account."""
    if stat.S_IMODE(path.stat().st_mode) != mode:
        with contextlib.suppress(PermissionError):
            path.chmod(mode)
