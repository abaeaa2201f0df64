"""Reads an assignment: `solutions/<name>/assignment.toml` and the notebooks' sources beside it.

Settings of the whole course are in `solutions/course.toml`, which may be missing.
"""

import re
import tomllib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.building.first_cell import first_cell
from autograder.building.rules_text import rules_text
from autograder.building.source import FIRST_CELL, Source, parse, read_source
from autograder.errors import UserError
from autograder.policies.settings import Policies, PolicyError, read_policies
from autograder.sample_answers import Answer, read_answers
from autograder.submissions.recognise import answers_define

COURSE = "course.toml"
RULES_KEY = "autograder_rules"  # in a release's metadata: the rules for answers
# For all notebooks except those that have their own.
_LISTS = ("frameworks", "preload", "allowed_imports", "forbid", "absent")


class AssignmentError(UserError):
    """The assignment's own files are wrong; the message is one sentence naming file, cell and next step."""


@dataclass(frozen=True)
class Limits:
    """Seconds and sizes that one submission may use."""

    cell_seconds: float = 120.0  # one answer, experiment or added cell
    check_seconds: float = 20.0  # one check, all its calls together
    notebook_seconds: float = 900.0  # a whole notebook, restarts included
    output_bytes: int = 1_000_000  # printed by one cell
    message_bytes: int = 64_000_000  # one call's arguments, or its result
    examiner_bytes: int = 4_000_000_000  # the examiner's own memory
    memory_bytes: int = 3_000_000_000  # of all the student's processes together, without memory that they share
    disk_bytes: int = 256_000_000  # of the files that the student's code writes
    processes: int = 256  # processes and threads at a time
    open_files: int = 1024  # of one process


@dataclass(frozen=True)
class Question:
    """A question of a notebook. The `grade_id` of its cells begins with its id."""

    id: str
    title: str
    source: str = ""  # the question's origin, e.g. "UMich 1a"
    source_points: float = 0.0
    parts: tuple[str, ...] = ()  # questions whose answers this one uses (error carried forward)
    forbid: tuple[str, ...] = ()  # dotted names that an answer may not use, besides the notebook's


@dataclass(frozen=True)
class Notebook:
    """The settings of one notebook of an assignment. Its cells come from `Assignment.source` and `.release`.

    Lists that the notebook's table lacks are the assignment's.
    """

    name: str
    title: str
    minutes: int
    questions: tuple[Question, ...]
    frameworks: tuple[str, ...] = ("numpy",)
    preload: tuple[str, ...] = ()  # modules that a bench imports before it starts, besides the frameworks
    allowed_imports: tuple[str, ...] = ()  # top-level packages that an answer may import; empty: any
    forbid: tuple[str, ...] = ()  # dotted names that no answer may use
    absent: tuple[str, ...] = ()  # names among them, besides packages, that the bench is built without
    modules: tuple[str, ...] = ()  # names of Python files in which its answers may be handed in, instead of a notebook

    def question_of(self, grade_id: str) -> Question | None:
        """The question of a cell: the longest id that is equal to the `grade_id`, or to its beginning before an `_`."""
        owners = [q for q in self.questions if grade_id == q.id or grade_id.startswith(q.id + "_")]
        return max(owners, key=lambda q: len(q.id), default=None)


@dataclass(frozen=True)
class Assignment:
    """Everything about one homework. Make it with `load`."""

    folder: Path
    title: str
    objectives: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # files that a student hands in besides the notebooks
    archive: str = ""  # how a zip archive must be named, such as "HW4_<id>_<first>_<last>.zip"; "" for any name
    mistakes: Path | None = None  # folder of the course's known mistakes (see `Assignment.known_mistakes`)
    package: str = ""  # the course's wheel that notebooks need, by file name or address; "" if none is needed
    limits: Limits = field(default_factory=Limits)
    policies: Policies = field(default_factory=Policies)
    notebooks: dict[str, Notebook] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that the notebooks import or their answers may import."""
        lists = [(*notebook.frameworks, *notebook.allowed_imports) for notebook in self.notebooks.values()]
        return tuple(dict.fromkeys(name for names in lists for name in names))

    def parse(self, notebook: str) -> Source:
        """Read a notebook's source, with the cells that the build adds. See `source.parse`."""
        return parse(self.folder / f"{notebook}.py", self._first_cells(notebook))

    def source(self, notebook: str) -> NotebookNode:
        """A copy of the complete source: solutions, hidden checks, all metadata, no outputs.

        Raises `SourceError` for the first error in it.
        """
        if notebook not in self._sources:
            self._sources[notebook] = read_source(self.folder / f"{notebook}.py", self._first_cells(notebook))
        return deepcopy(self._sources[notebook])

    def release(self, notebook: str) -> NotebookNode:
        """A copy of the students' version: no solutions, no hidden checks, with checksums."""
        if notebook not in self._releases:
            # Imported here because nbgrader takes over a second, and workers get releases ready-made (`task.pack`).
            from autograder.building.release import to_release

            nb = to_release(self.source(notebook))
            nb.metadata[RULES_KEY] = self.rules(notebook)
            self._releases[notebook] = nb
        return deepcopy(self._releases[notebook])

    def answers_define(self, notebook: str) -> dict[str, set[str]]:
        """The names by which answers are recognised, for each answer's `grade_id`. See `recognise.answers_define`."""
        if notebook not in self._asked:
            self._asked[notebook] = answers_define(self.source(notebook))
        return self._asked[notebook]

    def rules(self, notebook: str) -> NotebookNode:
        """The rules for answers, as plain data for the release's metadata; they give no answers away.

        A student's `autograder check` uses them, because it does not have the assignment's source.
        """
        own = self.notebooks[notebook]
        questions = [{"id": q.id, "title": q.title, "forbid": list(q.forbid)} for q in own.questions]
        lists = {key: list(getattr(own, key)) for key in ("forbid", "allowed_imports", "frameworks")}
        return from_dict({**lists, "cell_seconds": self.limits.cell_seconds, "questions": questions})

    def known_mistakes(self, notebook: str) -> list[Answer]:
        """The course's wrong answers to a notebook, `<mistakes>/<assignment>/<notebook>/wrong/*.py`.

        Those that differ in a file handed in are left out.
        """
        if notebook not in self._known:
            folder = self.mistakes and self.mistakes / self.name / notebook / "wrong"
            self._known[notebook] = [answer for answer in read_answers(folder) if not answer.files] if folder else []
        return self._known[notebook]

    def _first_cells(self, notebook: str) -> list[NotebookNode]:
        """What the build adds before the first code: what answers may use, and how to get the course's package."""
        own = self.notebooks[notebook]
        text = rules_text(own.allowed_imports, own.forbid, {q.title: q.forbid for q in own.questions})
        code = first_cell(self.package, own.frameworks) if self.package else ""
        setup = {"tags": ["setup"], "nbgrader": {"grade_id": FIRST_CELL}}
        return [new_markdown_cell(text)] * bool(text) + [new_code_cell(code, metadata=setup)] * bool(code)

    @cached_property
    def _sources(self) -> dict[str, NotebookNode]:
        return {}

    @cached_property
    def _asked(self) -> dict[str, dict[str, set[str]]]:
        return {}

    @cached_property
    def _known(self) -> dict[str, list[Answer]]:
        return {}

    @cached_property
    def _releases(self) -> dict[str, NotebookNode]:
        return {}


def load(folder: Path) -> Assignment:
    """Read `folder/assignment.toml`; raises `AssignmentError` if it is missing, malformed or has unknown keys."""
    path = Path(folder) / "assignment.toml"
    if (settings := _read(path)) is None:
        raise AssignmentError(f"{path}: no such file; an assignment's folder needs an assignment.toml")
    limits = _record(Limits, settings.pop("limits", {}), f"{path}, [limits]")
    lists = {key: settings.pop(key) for key in _LISTS if key in settings}
    notebooks = {
        name: _notebook(name, lists | table, f"{path}, [notebooks.{name}]")
        for name, table in settings.pop("notebooks", {}).items()
    }
    if not notebooks:
        raise AssignmentError(f"{path}: no [notebooks.<name>] table; name at least one notebook")
    extra = {"folder": Path(folder), "limits": limits, "notebooks": notebooks, **_course(Path(folder).parent)}
    extra["policies"] = _policies(settings.pop("policies", {}), notebooks.values(), path)
    assignment = _record(Assignment, settings, str(path), also=_LISTS, **extra)
    if assignment.archive and not _names_a_student(assignment.archive):
        raise AssignmentError(
            f"{path}: archive is {assignment.archive!r}; write a name with <id> in it, such as "
            '"HW4_<id>_<first>_<last>.zip"'
        )
    return assignment


def _policies(table: Any, notebooks: Iterable[Notebook], path: Path) -> Policies:
    try:
        return read_policies(table, {question.id for notebook in notebooks for question in notebook.questions})
    except PolicyError as fault:
        raise AssignmentError(f"{path}, {fault}") from None


def _names_a_student(pattern: Any) -> bool:
    """Whether a pattern for archives' names has `<id>` once, and no other part twice."""
    parts = re.findall(r"<([^<>]*)>", pattern) if isinstance(pattern, str) else []
    return parts.count("id") == 1 and len(set(parts)) == len(parts) and all(part.isidentifier() for part in parts)


def _read(path: Path) -> dict[str, Any] | None:
    """A TOML file's settings; None if there is no such file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise AssignmentError(f"{path}: not valid TOML: {fault}") from None


def _course(solutions: Path) -> dict[str, Any]:
    """The settings of `course.toml`; without it, what holds for a course that has none."""
    path = solutions / COURSE
    settings = _read(path) or {}
    package, mistakes = settings.pop("package", ""), settings.pop("mistakes", "")
    if settings:
        raise AssignmentError(f"{path}: unknown setting '{next(iter(settings))}'; known are package, mistakes")
    beside = isinstance(package, str) and "://" not in package
    if package and not (isinstance(package, str) and package.endswith(".whl") and not (beside and "/" in package)):
        raise AssignmentError(
            f"{path}: package is {package!r}; write the name of a file that ends in .whl (students put it beside the "
            "notebook), or its whole address on the web"
        )
    if not isinstance(mistakes, str):
        raise AssignmentError(f"{path}: mistakes is {mistakes!r}; write the name of a folder, seen from this file")
    return {"package": package, "mistakes": solutions / mistakes if mistakes else None}


def _notebook(name: str, table: dict[str, Any], where: str) -> Notebook:
    questions = tuple(
        _record(Question, settings, f"{where}, question '{id}'", id=id)
        for id, settings in table.pop("questions", {}).items()
    )
    return _record(Notebook, table, where, name=name, questions=questions)


def _record(kind: type, settings: dict[str, Any], where: str, also: tuple[str, ...] = (), **extra: Any) -> Any:
    """Make a `kind` from a TOML table. The error names a key that is missing, unknown or of the wrong type.

    also: allowed keys that the caller has already removed from the table.
    """
    known = {f.name: f for f in fields(kind)}
    if unknown := [key for key in settings if key not in known or key in extra]:
        allowed = ", ".join([k for k in known if k not in extra] + [*also])
        raise AssignmentError(f"{where}: unknown setting '{unknown[0]}'; known are {allowed}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in settings.items()}
    try:
        return kind(**values, **extra)
    except TypeError as fault:
        raise AssignmentError(f"{where}: {fault}") from None
