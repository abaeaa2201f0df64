"""Finds submissions in folders: whose they are, and which of an assignment's notebooks and files they contain."""

import contextlib
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from autograder.assignment import Assignment
from autograder.policies.apply import FolderFacts
from autograder.submissions.forms.finding import Form, HandedFile, archive_names, find_forms
from autograder.submissions.hand_in import MAX_REPAIRS, HandIn, Reading, Unreadable, bytes_of, hand_in, open_ordinary
from autograder.submissions.names import printable

MAX_NAMED = 5  # other files that a message names
MAX_NAMES_BYTES = 10_000  # of the file that names a group
MAX_ENTRIES = 10_000  # files and folders of one submission that are looked at


@dataclass
class Submission:
    """One student's folder for one assignment: `submitted/<student>/<assignment>/`."""

    student: str
    folder: Path
    notebooks: dict[str, Path] = field(default_factory=dict)  # by name, the `.ipynb` files found in the folder itself
    forms: dict[str, Form] = field(default_factory=dict)  # by name, those found in another form
    problems: dict[str, str] = field(default_factory=dict)  # by name, why a notebook was not found
    absent: list[str] = field(default_factory=list)  # names of those left out while others of the assignment were found
    files: dict[str, Path | HandedFile] = field(
        default_factory=dict
    )  # ordinary files that the assignment asks for besides notebooks, in the folder or in an archive
    misnamed: list[str] = field(
        default_factory=list
    )  # files whose names are not those that were asked for, for messages
    group: list[str] = field(default_factory=list)  # the people who hand in together, if a file names them
    extra: list[str] = field(default_factory=list)  # files that nobody asked for, for messages
    remarks: list[str] = field(default_factory=list)  # what else was found, one sentence each
    timestamp: datetime | None = None  # UTC, from timestamp.txt

    @property
    def facts(self) -> FolderFacts:
        """What the course's policies look at."""
        return FolderFacts(tuple(self.misnamed), tuple(self.extra), tuple(self.group))

    def is_there(self, notebook: str) -> bool:
        """Whether a notebook was found, in any form, whatever its file is."""
        return notebook in self.notebooks or notebook in self.forms

    def read(self, notebook: str) -> Reading:
        """Read one of the assignment's notebooks that is an `.ipynb`; see `read_notebook`."""
        return replace(self.hand_in(notebook), remarks=()).read()

    def hand_in(self, notebook: str) -> HandIn:
        """One of the assignment's notebooks with the `files`, read now; a missing notebook is a problem."""
        if notebook in self.problems:
            return HandIn(f"{notebook}.ipynb", None, self.problems[notebook], tuple(self.remarks))
        files = tuple(self.contents())
        if notebook in self.forms:
            found = self.forms[notebook].hand_in()
            return replace(found, files=files, remarks=(*found.remarks, *self.remarks))
        return replace(hand_in(self.notebooks[notebook], self.remarks), files=files)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each of the `files`, read now; one that is not an ordinary file any more is left out."""
        for name, path in self.files.items():
            with contextlib.suppress(Unreadable):
                yield name, path.read() if isinstance(path, HandedFile) else bytes_of(path)


def discover(submitted: Path, assignment: Assignment) -> list[Submission]:
    """All submissions of an assignment under nbgrader's `submitted/<student>/<assignment>/`, sorted by student.

    Symbolic links below `submitted` are not followed; `remarks` or `problems` name them.
    """
    students = sorted(entry for entry in Path(submitted).iterdir() if _is_real(entry) and not _is_dotted(entry))
    folders = [student / assignment.name for student in students]
    return [discover_one(folder, assignment) for folder in folders if _is_real(folder)]


def strays(submitted: Path, assignment: Assignment) -> list[str]:
    """Sentences about work that looks misplaced, because grading does not look for it where it is."""
    found = []
    for student in sorted(Path(submitted).iterdir()):
        try:
            if sentence := _stray(student, assignment):
                found.append(f"{submitted}/{printable(student.name)}{sentence}")
        except OSError as fault:
            found.append(f"{submitted}/{printable(student.name)} could not be read ({fault.strerror}).")
    return found


def _stray(student: Path, assignment: Assignment) -> str | None:
    """The rest of a sentence, after the name, about an entry that looks misplaced; None if it does not."""
    if student.is_symlink():
        return " is a symbolic link and was not followed; put the folder itself there."
    if student.is_file():
        read = archive_names(assignment.archive)(student.name) if assignment.archive else None
        where = f"{printable(read['id'] if read else student.stem)}/{assignment.name}/"
        is_work = student.suffix in (".ipynb", ".zip") and not _is_dotted(student)
        return f" is not in a student's folder; put it into {where} to have it graded." if is_work else None
    if (student / assignment.name).is_symlink():
        return f"/{assignment.name} is a symbolic link and was not followed; put the folder there."
    if (student / assignment.name).is_dir():
        begins = " begins with a dot and was not looked at; rename the folder to have it graded."
        return begins if _is_dotted(student) else None
    if not student.is_dir():
        return None
    names = {f"{name}.ipynb" for name in assignment.notebooks}
    there = sorted(os.listdir(student))
    if loose := [name for name in there if name in names]:
        return f"/{loose[0]} is in no assignment's folder; put it into {assignment.name}/."
    if alike := [name for name in there if _alike(name) == _alike(assignment.name)]:
        return f"/{printable(alike[0])} is not named as the assignment; rename it to {assignment.name}."
    return None


def _alike(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _is_real(path: Path) -> bool:
    """Whether this is a folder and not a link to one. `strays` reports folders that can't be read."""
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:
        return False


def _is_dotted(path: Path) -> bool:
    """Whether the path is hidden, as files of programs often are; nbgrader ignores it, too."""
    return path.name.startswith(".")


def discover_one(folder: Path, assignment: Assignment) -> Submission:
    """The contents of one student's folder `submitted/<student>/<assignment>/`.

    A missing notebook counts as left out if another of the assignment's was found. But if some file may be the notebook
    under another name, or if there is no notebook at all, it is a problem that a person must look at.
    """
    found = Submission(folder.parent.name, folder)
    expected = {f"{name}.ipynb": name for name in assignment.notebooks}
    # Include links and folders of that name; `hand_in` says what is wrong with them.
    found.notebooks = {name: folder / file for file, name in expected.items() if os.path.lexists(folder / file)}
    others, refused = [], set()
    about_group = assignment.policies.group.file if assignment.policies.group else None
    for path in _files(folder, found.remarks):
        name = path.relative_to(folder).as_posix()
        if name in assignment.files:
            try:
                open_ordinary(path, smaller="hand in a smaller one").close()
                found.files[name] = path
            except Unreadable as fault:
                found.remarks.append(f"{printable(name)} {fault}.")
                refused.add(name)
        elif name == about_group:
            found.group = _people(HandedFile(path, name), found.remarks)
        elif name not in expected and name != "timestamp.txt":
            others.append(name)
    asked = {*assignment.files, about_group} - {*found.files, None} - refused
    _look_for_other_forms(found, others, asked, assignment)
    if about_group in found.files:
        found.group = _people(found.files.pop(about_group), found.remarks)
    for file, name in expected.items():
        if not found.is_there(name) and name not in found.problems:
            candidates = [other for other in others if _may_be(other, name, found, assignment)]
            if candidates or not (found.notebooks or found.forms):
                found.problems[name] = _missing(file, candidates)
            else:
                found.absent.append(name)
    for file in assignment.files:
        if file not in found.files and file not in refused:
            found.remarks.append(f"{file} is missing; the assignment asks for it.")
    found.extra += [printable(other) for other in others]
    if found.extra:
        found.remarks.append(f"Not asked for, and not looked at: {_listed(found.extra)}.")
    found.timestamp = read_timestamp(folder, found.remarks)
    if len(found.remarks) > MAX_REPAIRS:
        found.remarks[MAX_REPAIRS:] = [f"And {len(found.remarks) - MAX_REPAIRS} more remarks on the folder."]
    return found


def _look_for_other_forms(found: Submission, others: list[str], asked: set[str], assignment: Assignment) -> None:
    """Find notebooks in archives, scripts and modules among `others`, from which those that are used are removed."""
    missing = [name for name in assignment.notebooks if name not in found.notebooks]
    archives = [name for name in others if name.lower().endswith(".zip")]
    if missing or (asked and archives):
        names = others if missing else archives
        other = find_forms(found.folder, names, assignment, missing, asked)
        found.forms, found.problems = other.forms, other.problems
        found.files |= other.files
        found.remarks += other.remarks
        found.extra += other.unused
        found.misnamed += other.misnamed
        others[:] = [name for name in others if name not in other.used]
        if assignment.archive:
            _look_at_names(found, [name for name in archives if name in other.used], assignment.archive)


def _people(file: HandedFile, remarks: list[str]) -> list[str]:
    """The names in a file, one a line."""
    try:
        lines = file.read()[:MAX_NAMES_BYTES].decode("utf-8-sig", "replace").splitlines()
    except Unreadable as fault:
        remarks.append(f"{file.shown} {fault}.")
        return []
    return list(dict.fromkeys(printable(line.strip()) for line in lines if line.strip()))


def _look_at_names(found: Submission, archives: list[str], pattern: str) -> None:
    names_in = archive_names(pattern)
    for name in archives:
        read = names_in(Path(name).name)
        if read is None:
            found.misnamed.append(printable(name))
            found.remarks.append(f"{printable(name)} is not named as asked for: {pattern}.")
        elif read["id"] != found.student:
            found.misnamed.append(printable(name))
            found.remarks.append(
                f"{printable(name)} names {printable(read['id'])}, but lies in the folder of "
                f"{printable(found.student)}; look whose it is."
            )


def _may_be(file: str, notebook: str, found: Submission, assignment: Assignment) -> bool:
    """Whether a file may be this notebook under another name; "layers (1).ipynb" can only be `layers`."""
    meant = [name for name in assignment.notebooks if _alike(name) in _alike(Path(file).stem)]
    if meant:
        return notebook in meant and file.endswith((".ipynb", ".zip", ".py"))
    return file.endswith((".ipynb", ".zip") if found.notebooks or found.forms else (".ipynb", ".zip", ".py"))


def _files(folder: Path, remarks: list[str]) -> Iterator[Path]:
    """All files in a folder and its subfolders; links and special files are only named in `remarks`."""
    waiting, left = deque([folder]), MAX_ENTRIES
    while waiting:
        try:
            with os.scandir(waiting.popleft()) as found:
                entries = sorted(Path(entry) for entry in islice(found, left + 1))
        except OSError as fault:
            remarks.append(f"A folder of the submission could not be read ({fault.strerror}).")
            continue
        if len(entries) > left:
            remarks.append(f"The folder holds more than {MAX_ENTRIES:,} files and folders; not all were looked at.")
            return
        left -= len(entries)
        for path in entries:
            if path.suffix == ".ipynb":
                yield path
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


def read_timestamp(folder: Path, remarks: list[str]) -> datetime | None:
    """When a submission was handed in, in UTC, by its `timestamp.txt`; None if it is missing or unreadable."""
    path = Path(folder) / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return None
    from nbgrader.utils import parse_utc  # here, because nbgrader takes over a second to import

    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(200).strip()
        return parse_utc(text) if text else None
    except (ValueError, OverflowError, OSError):
        remarks.append("timestamp.txt holds no time that can be read; the submission counts as having none.")
        return None
