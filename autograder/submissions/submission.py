"""Folders of submissions: whose they are, and which of an assignment's notebooks and files are in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.assignment import Assignment
from autograder.submissions.hand_in import HandIn, Reading, hand_in, printable

MAX_NAMED = 5  # how many other files a message names


@dataclass
class Submission:
    """One student's folder for one assignment: `submitted/<student>/<assignment>/`."""

    student: str
    folder: Path
    notebooks: dict[str, Path] = field(default_factory=dict)  # by name, those that are there
    problems: dict[str, str] = field(default_factory=dict)  # by name, why a notebook is not there
    absent: list[str] = field(default_factory=list)  # by name, those left out: others of the assignment are there
    files: dict[str, Path] = field(default_factory=dict)  # what the assignment asks for beside notebooks
    remarks: list[str] = field(default_factory=list)  # what else was found, one sentence each
    timestamp: datetime | None = None  # UTC, from timestamp.txt

    def read(self, notebook: str) -> Reading:
        """What `read_notebook` says of one of the assignment's notebooks."""
        return replace(self.hand_in(notebook), remarks=()).read()

    def hand_in(self, notebook: str) -> HandIn:
        """One of the assignment's notebooks, read just now; one that is not there is a problem."""
        if notebook in self.problems:
            return HandIn(f"{notebook}.ipynb", None, self.problems[notebook], tuple(self.remarks))
        return hand_in(self.notebooks[notebook], self.remarks)


def discover(submitted: Path, assignment: Assignment) -> list[Submission]:
    """All submissions of an assignment under nbgrader's `submitted/<student>/<assignment>/`, by student.

    Only real folders below `submitted` are entered: a symbolic link is named in `remarks` or `problems`, not followed.
    """
    students = sorted(entry for entry in Path(submitted).iterdir() if _real_folder(entry))
    folders = [student / assignment.name for student in students]
    return [discover_one(folder, assignment) for folder in folders if _real_folder(folder)]


def strays(submitted: Path, assignment: Assignment) -> list[str]:
    """Sentences on work that looks misplaced: it is not in a folder where grading looks for it."""
    found = []
    for student in sorted(Path(submitted).iterdir()):
        if student.is_symlink():
            found.append(f"{student} is a symbolic link and was not followed; put the folder itself there.")
        elif student.is_file():
            where = f"{student.stem}/{assignment.name}/"
            if student.suffix in (".ipynb", ".zip"):
                found.append(f"{student} is not in a student's folder; put it into {where} to have it graded.")
        elif (student / assignment.name).is_symlink():
            found.append(f"{student / assignment.name} is a symbolic link and was not followed; put the folder there.")
        elif not (student / assignment.name).is_dir():
            names = {f"{name}.ipynb" for name in assignment.notebooks}
            loose = sorted(entry.name for entry in student.iterdir() if entry.name in names)
            alike = [e.name for e in student.iterdir() if _alike(e.name) == _alike(assignment.name)]
            if loose:
                found.append(f"{student / loose[0]} is in no assignment's folder; put it into {assignment.name}/.")
            elif alike:
                found.append(f"{student / alike[0]} is not named as the assignment; rename it to {assignment.name}.")
    return found


def _alike(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not path.name.startswith(".")


def discover_one(folder: Path, assignment: Assignment) -> Submission:
    """What is in one student's folder `submitted/<student>/<assignment>/`.

    A notebook that is not there was left out, if another of the assignment's is there; but where some file may be it
    under another name, or where there is none at all, that is a problem, which a person must look at.
    """
    found = Submission(folder.parent.name, folder)
    expected = {f"{name}.ipynb": name for name in assignment.notebooks}
    others = []
    for path in _files(folder, found.remarks):
        name = path.relative_to(folder).as_posix()
        if name in expected:
            found.notebooks[expected[name]] = path
        elif name in assignment.files and path.is_file():
            found.files[name] = path
        elif name != "timestamp.txt":
            others.append(name)
    for file, name in expected.items():
        if name not in found.notebooks:
            candidates = [other for other in others if _may_be(other, name, found, assignment)]
            if candidates or not found.notebooks:
                found.problems[name] = _missing(file, candidates)
            else:
                found.absent.append(name)
    for file in assignment.files:
        if file not in found.files:
            found.remarks.append(f"{file} is missing; the assignment asks for it.")
    if others:
        found.remarks.append(f"Not asked for, and not looked at: {_listed(others)}.")
    found.timestamp = _timestamp(folder / "timestamp.txt", found.remarks)
    return found


def _may_be(file: str, notebook: str, found: Submission, assignment: Assignment) -> bool:
    """Whether a file may be this notebook under another name: "layers (1).ipynb" is `layers`, and no other."""
    meant = [name for name in assignment.notebooks if _alike(name) in _alike(Path(file).stem)]
    if meant:
        return notebook in meant and file.endswith((".ipynb", ".zip", ".py"))
    return file.endswith((".ipynb", ".zip") if found.notebooks else (".ipynb", ".zip", ".py"))


def _files(folder: Path, remarks: list[str]) -> Iterator[Path]:
    """Everything in a folder but folders, which are searched in turn; links and special files are only named."""
    waiting = [folder]
    while waiting:
        try:
            entries = sorted(waiting.pop(0).iterdir())
        except OSError as fault:
            remarks.append(f"A folder of the submission could not be read ({fault.strerror}).")
            continue
        for path in entries:
            if path.suffix == ".ipynb":
                yield path  # `read_notebook` says what is wrong with a link or a folder of that name
            elif path.is_symlink():
                remarks.append(f"{printable(path.name)} is a symbolic link and was not followed.")
            elif path.is_dir():
                if path.name not in (".ipynb_checkpoints", "__pycache__"):
                    waiting.append(path)
            elif path.is_file():
                yield path
            else:
                remarks.append(f"{printable(path.name)} is not an ordinary file and was not opened.")


def _missing(file: str, others: list[str]) -> str:
    if not others:
        return f"{file} is missing; hand it in."
    return f"{file} is missing; found instead: {_listed(others)}; rename the right file to {file} and hand it in again."


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"'{printable(name)}'" for name in names[:MAX_NAMED])
    return shown + (f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else "")


def _timestamp(path: Path, remarks: list[str]) -> datetime | None:
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(200).strip()
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, OSError):
        remarks.append("timestamp.txt holds no time that can be read; the submission counts as having none.")
        return None
