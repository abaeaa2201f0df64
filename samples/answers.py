"""Hands in sample answers (see `autograder.sample_answers`): their cells in a notebook, and the files beside it.

Where files are handed in beside the notebook, `tests/answers/<assignment>/<notebook>/files/<file>.py` makes the right
one: a program that leaves `content`, a text or bytes.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import CodeType

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.assignment import Assignment, AssignmentError
from autograder.roles import Role, grade_id, role
from autograder.sample_answers import Answer, compiled

_MARKERS = re.compile(r"^\s*### (BEGIN|END) SOLUTION.*\n?", re.MULTILINE)


def right_files(folder: Path) -> dict[str, str | bytes]:
    """The right files of a notebook, by name, from its folder of sample answers; none if it asks for none."""
    found = {}
    for path in sorted(folder.glob("files/*.py")):
        found[path.stem] = _content(compiled(path.read_text(encoding="utf-8"), path), None, path.stem)
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
