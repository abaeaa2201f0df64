"""The grader's own files in a course's folder: the secret seed, the results, what was handed in beside notebooks."""

import logging
import os
import secrets
import tempfile
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path

from autograder import private_files
from autograder.errors import UserError
from autograder.results import NotebookResult

SEED_FILE, RESULTS = ".autograder-seed", "results"

log = logging.getLogger("autograder")


def course_seed(course: Path, *, shared: bool = False) -> int:
    """The course's secret seed: drawn once and kept in `.autograder-seed` (see `private_files` for who may read it).

    Anyone who knows it can predict the inputs of hidden checks, so it is written nowhere else (see
    `results.seed_name`). Raises `UserError` if the file is not a number or cannot be read.
    """
    path = Path(course) / SEED_FILE
    if not path.exists():
        descriptor, temporary = tempfile.mkstemp(prefix=SEED_FILE, dir=course)  # mode 600
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.randbits(128)}\n")
        try:
            os.link(temporary, path)  # atomic; the first of several graders wins
        except FileExistsError:
            log.debug("%s was just written by another grader", path)
        finally:
            os.unlink(temporary)
    private_files.allow(path, private_files.file_mode(shared))
    try:
        return int(path.read_text(encoding="ascii"))
    except PermissionError:
        raise inaccessible(path) from None
    except ValueError:
        raise UserError(f"{path} holds no number; put the old one back, or delete it to draw another") from None


def inaccessible(path: Path) -> UserError:
    """The error for a file of the course that this account may not open or create."""
    return UserError(
        f"{path} cannot be opened by this account; grade as the account whose course this is, or share the course with"
        " its group: set c.CourseDirectory.groupshared = True in nbgrader_config.py, and have that account grade once"
    )


def write_result(course: Path, result: NotebookResult, *, shared: bool = False) -> Path:
    """Write `results/<assignment>/<student>/<notebook>.json` under the course's folder, atomically.

    It contains details that no student may see, so only the owner can open it (see `private_files`).
    """
    path = result_path(course, result.assignment, result.student, result.notebook)
    private_files.folder(Path(course) / RESULTS, result.assignment, result.student, shared=shared)
    private_files.write(path, (result.to_json() + "\n").encode(), shared=shared)
    return path


def result_path(course: Path, assignment: str, student: str, notebook: str) -> Path:
    return Path(course) / RESULTS / assignment / student / f"{notebook}.json"


def write_files(folder: Path, files: Iterable[tuple[str, bytes]], timestamp: datetime | None) -> None:
    """Write the files handed in besides notebooks (name and bytes) to a folder of `autograded/`."""
    when = [] if timestamp is None else [("timestamp.txt", f"{timestamp.isoformat(sep=' ')} UTC\n".encode())]
    for name, data in chain(files, when):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # nbgrader makes files read-only
        path.write_bytes(data)
