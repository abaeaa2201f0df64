"""The subjects of the proof: notebooks with their sample answers, and a hash of everything that a proof depends on."""

import hashlib
import itertools
import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from autograder.assignment import load
from autograder.roles import Role, grade_id, is_ungraded, points, role
from autograder.sample_answers import Answer, read_answers
from samples.answers import right_files

ROOT = Path(__file__).parents[3]
SOLUTIONS, ANSWERS = ROOT / "solutions", ROOT / "tests" / "answers"


@dataclass(frozen=True)
class Subject:
    """One notebook. `content` is the hash of the cells that grading runs, of its settings and of its sample answers."""

    assignment: str
    notebook: str
    right: tuple[Answer, ...]
    wrong: tuple[Answer, ...]
    checks: dict[str, str]  # grade_id -> id of the question
    answers: dict[str, str]  # the answer cells, the same way
    content: str
    files: dict[str, str | bytes] = field(default_factory=dict)  # the right ones, handed in beside the notebook

    def __str__(self) -> str:
        return f"{self.assignment}/{self.notebook}"

    def concerns(self, answer: Answer, question: str) -> bool:
        """Whether an answer has cells of this question, or loses checks of it."""
        cells = (self.answers.get(name.removeprefix("+after ")) for name in answer.cells)
        return question in cells or any(self.checks.get(name) == question for name in answer.loses)


def read_subjects(solutions: Path = SOLUTIONS, answers: Path = ANSWERS) -> list[Subject]:
    """All notebooks, by name."""
    folders = [path.parent for path in sorted(solutions.glob("*/assignment.toml"))]
    return [_read(folder, name, answers / folder.name / name) for folder in folders for name in load(folder).notebooks]


def _read(folder: Path, name: str, answers: Path) -> Subject:
    assignment = load(folder)
    own, cells = assignment.notebooks[name], assignment.source(name).cells
    checks, answer_cells = (
        {grade_id(cell): own.question_of(grade_id(cell)).id for cell in cells if role(cell) is kind}
        for kind in (Role.CHECK, Role.ANSWER)
    )
    right, wrong = (tuple(read_answers(answers / kind)) for kind in ("right", "wrong"))
    content = _content(folder, name, cells, answers)
    return Subject(folder.name, name, right, wrong, checks, answer_cells, content, right_files(answers))


def _content(folder: Path, name: str, cells: Sequence[NotebookNode], answers: Path) -> str:
    settings = tomllib.loads((folder / "assignment.toml").read_text(encoding="utf-8"))
    settings["notebooks"] = settings["notebooks"][name]
    # No check or rule looks at these; a check that reads a file which `files` does not name is refused by the build.
    for setting in ("title", "objectives", "prerequisites", "data", "files", "archive", "policies"):
        settings.pop(setting, None)
    settings["notebooks"].pop("modules", None)
    # Grading runs neither texts nor `_ungraded` cells, so that a better sentence needs no new proof.
    graded = [cell for cell in cells if role(cell) is not Role.TEXT and not is_ungraded(cell)]
    run = [
        [role(cell), grade_id(cell), points(cell), cell.source if cell.cell_type == "code" else ""] for cell in graded
    ]
    digest = hashlib.sha256(json.dumps([settings, run], sort_keys=True).encode())
    for path in sorted(path for kind in ("files", "right", "wrong") for path in answers.glob(f"{kind}/*.py")):
        digest.update(f"\n{path.relative_to(path.parents[1])}\n".encode() + _what_is_graded(path).encode())
    return digest.hexdigest()[:16]


def _what_is_graded(path: Path) -> str:
    """An answer file without the sentence at its head, which is for readers."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = list(itertools.takewhile(lambda line: not line.startswith("# %% "), lines))
    kept = [line for line in head if not line.startswith("#") or line.lstrip("# ").startswith("loses:")]
    return "".join(kept + lines[len(head) :])


def seed_of(subjects: Iterable[Subject], root: Path = ROOT) -> str:
    """The seed for samples, which changes with each edit of a notebook, an answer, the grader or its tests."""
    digest = hashlib.sha256("".join(subject.content for subject in subjects).encode())
    for package in ("autograder", "coursekit", "samples", "tests"):
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
