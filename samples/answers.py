"""Sample answers, right and wrong: the proof of the grader and the demonstration class use them.

An answer is a small file, `tests/answers/<assignment>/<notebook>/{right,wrong}/<name>.py`:

    # The gradient of the bias is averaged over the batch instead of summed.
    # loses: fc_backward_db, classifier_grads
    # %% fc_backward
    def fc_backward(dout, cache):
        ...

Cells replace the reference's by `grade_id`; a cell named `+after <grade_id>` is added after that one. `loses` names
the checks that lose points (`fc_db` loses all of them, `fc_db=0.5` half of them).

Where files are handed in beside the notebook, `tests/answers/<assignment>/<notebook>/files/<file>.py` makes the right
one: a program that leaves `content`, a text or bytes. An answer whose file differs says how, in a section of its own,
which finds the right file's `content` and changes it; None stands for a file that is not handed in:

    # %% file predictions.csv
    content = content.replace("Id,Category\\n", "")
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.assignment import Assignment, AssignmentError
from autograder.roles import Role, grade_id, role

_CELL = re.compile(r"^# %% (.+)$", re.MULTILINE)
_MARKERS = re.compile(r"^\s*### (BEGIN|END) SOLUTION.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One sample answer.

    loses: a check's grade_id -> the fraction of its points that it must lose. files: a file's name -> Python that
    changes the right file's `content`.
    """

    name: str
    why: str
    loses: dict[str, float]
    cells: dict[str, str]
    files: dict[str, CodeType] = field(default_factory=dict)


def read_answer(path: Path) -> Answer:
    """Read an answer file; raises `AssignmentError` if it has no cells or an unreadable `loses` line."""
    head, *parts = _CELL.split(path.read_text(encoding="utf-8"))
    comments = [line.lstrip("# ") for line in head.splitlines() if line.startswith("#")]
    losing = [line.removeprefix("loses:") for line in comments if line.startswith("loses:")]
    try:
        loses = {
            name.strip(): float(share or 1)
            for name, _, share in (item.partition("=") for item in ",".join(losing).split(","))
            if name.strip()
        }
    except ValueError:
        raise AssignmentError(f"{path}: the line '# loses:' is not a list of checks") from None
    if not parts:
        raise AssignmentError(f"{path}: no cell; begin one with '# %% <grade_id>'")
    sections = {name.strip(): code.strip("\n") for name, code in zip(parts[::2], parts[1::2], strict=True)}
    files = {
        name.removeprefix("file "): _compiled(code, path) for name, code in sections.items() if name.startswith("file ")
    }
    cells = {name: code for name, code in sections.items() if not name.startswith("file ")}
    why = " ".join(line for line in comments if not line.startswith("loses:"))
    return Answer(path.stem, why, loses, cells, files)


def _compiled(code: str, path: Path) -> CodeType:
    try:
        return compile(code, str(path), "exec")
    except SyntaxError as fault:
        raise AssignmentError(f"{path}: a section of a file is not Python: {fault.msg}") from None


def right_files(folder: Path) -> dict[str, str | bytes]:
    """The right files of a notebook, by name, from its folder of sample answers; none if it asks for none."""
    found = {}
    for path in sorted(folder.glob("files/*.py")):
        found[path.stem] = _content(_compiled(path.read_text(encoding="utf-8"), path), None, path.stem)
    return {name: content for name, content in found.items() if content is not None}


def handed_files(right: Mapping[str, str | bytes], answer: Answer | None = None) -> dict[str, bytes]:
    """The bytes of the files that a student hands in: the right ones, or what the answer makes of them."""
    contents: dict[str, str | bytes | None] = dict(right)
    for name, code in (answer.files if answer else {}).items():
        if name not in right:
            raise AssignmentError(f"{code.co_filename}: no right file '{name}'; make one in files/{name}.py")
        contents[name] = _content(code, contents[name], name)
    return {
        name: content.encode() if isinstance(content, str) else content
        for name, content in contents.items()
        if content is not None
    }


def _content(code: CodeType, content: str | bytes | None, name: str) -> str | bytes | None:
    names = {"content": content}
    exec(code, names)
    made = names["content"]
    if made is not None and not isinstance(made, str | bytes):
        raise AssignmentError(f"{code.co_filename}: the content of {name} is no text, bytes or None")
    return made


def read_answers(folder: Path) -> list[Answer]:
    """All answers of a folder, by name."""
    return [read_answer(path) for path in sorted(folder.glob("*.py"))]


def handed_in(assignment: Assignment, notebook: str, cells: dict[str, str] | None = None) -> NotebookNode:
    """The notebook of a student with the reference's answers, except for `cells` (see the module's docstring)."""
    cells = dict(cells or {})
    solutions = {grade_id(cell): cell.source for cell in assignment.source(notebook).cells}
    nb = assignment.release(notebook)
    after = {name.removeprefix("+after "): code for name, code in cells.items() if name.startswith("+after ")}
    known = {grade_id(cell) for cell in nb.cells}
    if unknown := [name for name in cells if name.removeprefix("+after ") not in known]:
        raise AssignmentError(f"{assignment.name}/{notebook} has no cell '{unknown[0]}'")
    handed: list[NotebookNode] = []
    for cell in nb.cells:
        name = grade_id(cell)
        if role(cell) in (Role.ANSWER, Role.WRITTEN):
            cell.source = cells.get(name, _MARKERS.sub("", solutions[name]))
        handed.append(cell)
        if name in after:
            handed.append(new_code_cell(after[name]))
    nb.cells = handed
    return nb
