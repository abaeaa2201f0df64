"""`autograder collect`: puts archives that a learning platform gave into nbgrader's folders, by whose they are.

The assignment's `archive` says how to read a student in an archive's name. Nothing is unpacked.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import UserError
from autograder.submissions.forms.finding import archive_names
from autograder.submissions.hand_in import Unreadable, open_ordinary
from autograder.submissions.names import printable, unfit


@dataclass
class Collected:
    """What `collect` did."""

    students: list[str] = field(default_factory=list)  # whose archive is in its place
    sentences: list[str] = field(default_factory=list)  # about archives that are not


def collect(archives: Path, assignment: Assignment, submitted: Path, *, times: bool = False) -> Collected:
    """Copy each archive to `submitted/<student>/<assignment>/`, in place of an earlier one there.

    times: also write `timestamp.txt`, from when the file was last changed. Of two archives of one student none is
    taken, unless they have the same bytes. Raises `UserError` if there is nothing to collect.
    """
    if not assignment.archive:
        raise UserError(
            f"{assignment.folder / 'assignment.toml'} does not say how archives are named; "
            'write archive = "HW4_<id>_<first>_<last>.zip", for example'
        )
    if not archives.is_dir():
        raise UserError(f"{archives} is not a folder; name the one with the archives")
    done = Collected()
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(path for path in archives.iterdir() if path.suffix.lower() == ".zip"):
        read = archive_names(assignment.archive)(path.name)
        if read is None:
            done.sentences.append(f"{printable(path.name)} is not named {assignment.archive}; rename it.")
        elif fault := unfit(read["id"]) or _no_folder(read["id"]):
            fault = fault.replace("rename the folder", "rename the archive")
            done.sentences.append(f"{printable(path.name)}: the name of the student {fault}.")
        else:
            found[read["id"]].append(path)
    if not found and not done.sentences:
        raise UserError(f"{archives} holds no .zip; name the folder with the archives")
    for student, paths in found.items():
        done.sentences += list(_place(student, paths, assignment, submitted, times, done))
    return done


def _no_folder(student: str) -> str | None:
    if student.startswith(".") or "/" in student:
        return "is no name for a folder; rename the archive"
    return None


def _place(
    student: str, paths: list[Path], assignment: Assignment, submitted: Path, times: bool, done: Collected
) -> Iterator[str]:
    try:
        contents = []
        for path in paths:
            with open_ordinary(path, smaller="have it handed in again without data") as file:
                contents.append(file.read())
                changed = os.fstat(file.fileno()).st_mtime
    except Unreadable as fault:
        yield f"{printable(path.name)} {fault}."
        return
    if len(set(contents)) > 1:
        listed = ", ".join(printable(path.name) for path in paths)
        yield f"{printable(student)} has {len(paths)} archives, not alike ({listed}); leave only the one that counts."
        return
    folder = submitted / student / assignment.name
    if folder.is_symlink() or (submitted / student).is_symlink():
        yield f"{folder} is a symbolic link and was not followed; put the folder there."
        return
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.zip"):
        old.unlink()
    place = folder / paths[0].name
    place.write_bytes(contents[0])
    shutil.copystat(paths[0], place)
    if times:
        when = datetime.fromtimestamp(changed, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        (folder / "timestamp.txt").write_text(f"{when}\n", encoding="utf-8")
    done.students.append(student)
