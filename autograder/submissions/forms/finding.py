"""Finds in a student's folder, and in zip archives there, which notebooks were handed in in which form.

A notebook's own `.ipynb` counts before every other form; then one in an archive, a script of its name, and modules that
define what it asks for. What is found here is only names and places; files are read again when they are graded.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.assignment import Assignment
from autograder.submissions.forms.archives import open_archive
from autograder.submissions.forms.modules import defined_in, imported_stems, stem
from autograder.submissions.forms.scripts import is_script, is_surely_script
from autograder.submissions.forms.texts import MAX_SCRIPT_BYTES, script_text
from autograder.submissions.hand_in import HandIn, Unreadable, bytes_of
from autograder.submissions.names import printable

MAX_MODULES = 100  # Python files of one submission that are looked at


@dataclass(frozen=True)
class HandedFile:
    """A file of a submission: `name` is its path in the folder, or in an archive of it."""

    path: Path
    name: str
    member: str | None = None  # its path in the archive at `path`

    @property
    def base(self) -> str:
        return PurePosixPath(self.name).name

    @property
    def shown(self) -> str:
        """The name for messages."""
        return printable(f"{self.path.name}: {self.name}" if self.member else self.name)

    def read(self) -> bytes:
        """Its bytes, read now. Raises `Unreadable`, with a message that follows the file's name."""
        if self.member is None:
            return bytes_of(self.path)
        try:
            return open_archive(self.path).read(self.member)
        except Unreadable as fault:
            raise Unreadable(f"could not be read: the archive {fault}") from None


@dataclass(frozen=True)
class Form:
    """One notebook in another form than its own `.ipynb` in the folder."""

    files: tuple[HandedFile, ...]  # a notebook or a script; or all Python files, where the answers are in modules
    is_modules: bool = False

    def hand_in(self) -> HandIn:
        """What there is to read; a file that cannot be read is a problem, or of several is left out with a remark."""
        data: list[tuple[str, bytes]] = []
        remarks = []
        for file in self.files:
            try:
                content = file.read()
            except Unreadable as fault:
                remarks.append(f"{file.shown} {fault}.")
                continue
            if self.is_modules and len(content) > MAX_SCRIPT_BYTES:
                remarks.append(f"{file.shown} is too large for a module and was not looked at.")
                continue
            data.append((file.name, content))
        if self.is_modules:
            return HandIn("the Python files", None, None if data else remarks[0], tuple(remarks), modules=tuple(data))
        if not data:
            return HandIn(self.files[0].base, None, remarks[0])
        return HandIn(self.files[0].base, data[0][1])


@dataclass
class Found:
    """What `find_forms` found."""

    forms: dict[str, Form] = field(default_factory=dict)  # by notebook
    problems: dict[str, str] = field(default_factory=dict)  # by notebook, why none of several forms can count
    files: dict[str, HandedFile] = field(default_factory=dict)  # asked files that are in archives
    misnamed: list[str] = field(default_factory=list)  # modules with answers under a name that is not asked for
    used: set[str] = field(default_factory=set)  # names of the folder's files that are part of the submission
    unused: list[str] = field(default_factory=list)  # files in archives that nobody asked for
    remarks: list[str] = field(default_factory=list)


def find_forms(
    folder: Path, names: Iterable[str], assignment: Assignment, missing: list[str], asked: set[str]
) -> Found:
    """Look for the `missing` notebooks among the files of these names, and for the `asked` files in archives."""
    found = Found()
    files = [HandedFile(folder / name, name) for name in names]
    inside: list[HandedFile] = []
    for file in files:
        if file.base.lower().endswith(".zip"):
            inside += _open(file, found)
    found.files |= {file.name: file for file in inside if file.name in asked}
    candidates = [file for file in [*files, *inside] if file.base.endswith((".py", ".ipynb"))]
    scripts = _Scripts([file for file in candidates if file.base.endswith(".py")])
    for notebook in missing:
        own = [file for file in inside if file.base == f"{notebook}.ipynb"] or scripts.of(notebook, assignment)
        if len(own) > 1 and len({_bytes(file) for file in own}) > 1:
            listed = ", ".join(file.shown for file in own)
            found.problems[notebook] = (
                f"{notebook} is there {len(own)} times, and not alike ({listed}); hand in only one."
            )
        elif own:
            found.forms[notebook] = Form((own[0],))
        elif scripts.defines(notebook, assignment):
            found.forms[notebook] = Form(tuple(scripts.modules), is_modules=True)
            expected = assignment.notebooks[notebook].modules
            found.misnamed += [file.shown for file in scripts.misnamed(notebook, assignment) if expected]
    parts = {file for form in found.forms.values() if not form.is_modules for file in form.files}
    parts |= {file for file in scripts.used} if any(form.is_modules for form in found.forms.values()) else set()
    parts |= set(found.files.values())
    found.used = {file.path.relative_to(folder).as_posix() for file in parts}
    opened = {file.path for file in parts}
    found.unused = [file.shown for file in inside if file not in parts and file.path in opened]
    found.misnamed = list(dict.fromkeys(found.misnamed))
    return found


def _open(file: HandedFile, found: Found) -> list[HandedFile]:
    """The files of an archive, without the folder that all of them may be in."""
    try:
        archive = open_archive(file.path)
    except Unreadable as fault:
        found.remarks.append(f"{file.shown} {fault}.")
        return []
    for name in archive.packed:
        found.remarks.append(
            f"{file.shown} holds another archive, {printable(name)}, which was not opened; pack its files themselves."
        )
    paths = archive.files
    tops = {path.partition("/")[0] for path in paths}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in path for path in paths) else ""
    return [HandedFile(file.path, path.removeprefix(top), path) for path in paths]


def _bytes(file: HandedFile) -> bytes:
    try:
        return file.read()
    except Unreadable:
        return b""


def _text(file: HandedFile) -> str:
    try:
        return script_text(file.read())[0]
    except Unreadable:  # said when it is read for grading
        return ""


class _Scripts:
    """The Python files of a submission, read once."""

    def __init__(self, files: list[HandedFile]):
        self.files = files[:MAX_MODULES]
        self._texts = {file: _text(file) for file in self.files}
        # A script of one notebook is no module with answers to another, which may ask for the same names.
        self.modules = [file for file in self.files if not is_surely_script(self._texts[file])]
        self.used: set[HandedFile] = set()  # those that define what a notebook asks for, and what they import

    def of(self, notebook: str, assignment: Assignment) -> list[HandedFile]:
        """The scripts of a notebook: cells in a file of its name."""
        named = [file for file in self.files if stem(file.name) == notebook]
        if surely := [file for file in named if is_surely_script(self._texts[file])]:
            return surely
        others = [file for file in self._with_answers(notebook, assignment) if file not in named]
        return [] if others else [file for file in named if is_script(self._texts[file])]

    def defines(self, notebook: str, assignment: Assignment) -> bool:
        """Whether any module defines a function or class that a notebook asks for."""
        with_answers = self._with_answers(notebook, assignment)
        waiting = list(with_answers)
        while waiting:
            file = waiting.pop()
            if file not in self.used:
                self.used.add(file)
                stems = imported_stems(self._texts[file])
                waiting += [other for other in self.modules if stem(other.name) in stems]
        return bool(with_answers)

    def misnamed(self, notebook: str, assignment: Assignment) -> list[HandedFile]:
        """The modules with answers that the modules of expected names do not have."""
        expected = assignment.notebooks[notebook].modules
        asked = set().union(*assignment.answers_define(notebook).values())
        there = [file for file in self.modules if file.base in expected]
        missing = asked - set().union(*(defined_in(self._texts[file]) for file in there))
        return [file for file in self.modules if file not in there and defined_in(self._texts[file]) & missing]

    def _with_answers(self, notebook: str, assignment: Assignment) -> list[HandedFile]:
        asked = set().union(*assignment.answers_define(notebook).values())
        return [file for file in self.modules if defined_in(self._texts[file]) & asked]


# --- an archive's name ---


def archive_names(pattern: str) -> Callable[[str], dict[str, str] | None]:
    """A function from an archive's name to what a pattern such as `HW4_<id>_<first>_<last>.zip` reads in it.

    It gives None for a name that does not follow the pattern. Platforms add " (1)" or "-2" to names; both may follow.
    """
    parts = re.split(r"<(\w+)>", pattern.removesuffix(".zip"))
    last = len(parts) - 2
    read = "".join(
        f"(?P<{part}>{'.+?' if place == last else '[^_]+'})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    compiled = re.compile(rf"{read}(?: ?\(\d+\)|-\d+)?\.zip", re.IGNORECASE | re.DOTALL)

    def names_in(name: str) -> dict[str, str] | None:
        found = compiled.fullmatch(name)
        return found.groupdict() if found else None

    return names_in
