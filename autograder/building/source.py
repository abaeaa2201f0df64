"""A notebook's source: `solutions/<assignment>/<notebook>.py`, py:percent text with nbgrader's own cell metadata.

Headers are short; reading fills in what follows from them:

    # %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}                    setup
    # %% nbgrader={"grade_id": "fc_plot"}                                         experiment
    # %% nbgrader={"grade_id": "fc_forward", "solution": true}                    answer
    # %% nbgrader={"grade_id": "fc_forward_public", "points": 1}                  check
    # %% [markdown] nbgrader={"grade_id": "fc_why", "points": 2, "solution": true}    written answer
    # %% [markdown]                                                               text

The same text always gives the same notebook: cell ids come from the `grade_id` or the text, and of the metadata only
tags and nbgrader's are kept. Magics are written as they are in a notebook (`%timeit f()`): jupytext's habit of taking
comments for commented magics is off, because it also takes `# more on this` for one.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.errors import UserError

FIRST_CELL = "setup_packages"
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

# Fixed, so that neither the machine nor its Python version shows in a file that is compared byte for byte.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}

_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
_HEADER = re.compile(r"#\s*%%")
_GRADE_ID = re.compile(r"[a-z0-9_]{1,64}")
_NBGRADER_KEYS = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")
_NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class SourceError(UserError):
    """The source is wrong; the message is one sentence naming file, line, cell and next step."""


@dataclass(frozen=True)
class Source:
    """A source as read: the notebook, the lines of its cells, and faults in their headers and markers."""

    path: Path
    notebook: NotebookNode
    lines: tuple[int, ...]  # for each cell: the line of the file, from 1, on which its text begins
    faults: list[str] = field(default_factory=list)
    wrong: set[int] = field(
        default_factory=set
    )  # indices of cells with a faulty header or marker, whose role is unknown

    def where(self, index: int, offset: int = 0) -> str:
        """`solutions/hw/x.py:123 cell 'fc_forward'`: the place of a message about line `offset` of a cell."""
        nbgrader = self.notebook.cells[index].metadata.get("nbgrader", {})
        name = f" cell '{nbgrader['grade_id']}'" if nbgrader.get("grade_id") else ""
        return f"{shown(self.path)}:{self.lines[index] + offset}{name}"


def read_source(path: Path, first: Sequence[NotebookNode] = ()) -> NotebookNode:
    """Read the notebook that the source at `path` describes: solutions, hidden checks, complete metadata, no outputs.

    Reading the same text twice gives equal notebooks. nbgrader can make a release of every notebook returned. Raises
    `SourceError` for the first fault (`parse` lists them all).
    """
    source = parse(path, first)
    if source.faults:
        raise SourceError(source.faults[0])
    return source.notebook


def parse(path: Path, first: Sequence[NotebookNode] = ()) -> Source:
    """Read a source and collect the faults of its cells. Raises `SourceError` only if no cells can be read at all.

    first: cells to insert before the first code cell (see `Assignment.source`); they have no line in the file.
    """
    import jupytext  # here, because it takes long to import, and workers get sources ready-made (`task.pack`)

    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SourceError(f"{shown(path)}: no such file; write the notebook's source there") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise SourceError(f"{shown(path)}: cannot be read as UTF-8 text ({fault}); save it as UTF-8") from None
    try:
        raw = jupytext.reads(text, fmt=dict(_FORMAT)).cells
    except Exception as fault:  # jupytext lets exceptions of its YAML and JSON parsers through
        reason = str(fault).strip().split("\n")[0]
        raise SourceError(f"{shown(path)}: jupytext cannot read it ({reason}); mend the header") from None
    lines = locate(text.split("\n"), raw)
    place = next((i for i, cell in enumerate(raw) if cell.cell_type == "code"), None)
    if place is not None:
        raw[place:place] = first
        lines = (*lines[:place], *(lines[place] for _ in first), *lines[place:])
    source = Source(path, new_notebook(metadata=METADATA), lines)
    for cell in raw:
        _add(source, cell)
    _find_duplicates(source)
    _name_cells(source.notebook.cells)
    return source


def shown(path: Path) -> str:
    """A path for messages: from `solutions` or `notebooks` on, without the folders above."""
    parts = Path(path).parts
    roots = [i for i, part in enumerate(parts) if part in ("solutions", "notebooks")]
    return "/".join(parts[roots[-1] if roots else -3 :])


def regions(text: str, begin: str, end: str) -> list[list[str]]:
    """The lines between each pair of markers. Meant for text that `read_source` has accepted."""
    found: list[list[str]] = []
    inside = False
    for line in text.split("\n"):
        if line.strip() == begin:
            found.append([])
            inside = True
        elif line.strip() == end:
            inside = False
        elif inside:
            found[-1].append(line)
    return found


def locate(lines: list[str], cells: list[NotebookNode]) -> tuple[int, ...]:
    """The line, from 1, on which each cell's text begins; jupytext does not report it.

    A `# %%` inside a string or a fenced block starts no cell, so a header counts only if the cell's text follows it.
    """
    places, at = [], 0
    for cell in cells:
        first = next((line.strip() for line in cell.source.split("\n") if line.strip()), "")
        comment = "" if cell.cell_type == "code" else "#"
        place = at
        for start in range(at, len(lines)):
            if places and not _HEADER.match(lines[start]):
                continue
            body = start + 1 if _HEADER.match(lines[start]) else start
            while body < len(lines) - 1 and not lines[body].removeprefix(comment).strip():
                body += 1
            if not first or (body < len(lines) and lines[body].removeprefix(comment).strip() == first):
                place = body
                break
        places.append(place + 1)
        at = place
    return tuple(places)


def _add(source: Source, raw: NotebookNode) -> None:
    """Append a cell that jupytext read, with complete metadata, and note its faults."""
    cell = _NEW_CELL[raw.cell_type](raw.source.strip("\n"))
    index = len(source.notebook.cells)
    source.notebook.cells.append(cell)
    faults = _fill(cell, {key: value for key, value in raw.metadata.items() if not key.startswith("lines_to_")})
    faults = [(0, fault) for fault in faults] or _marker_faults(cell)
    source.faults.extend(f"{source.where(index, offset)}: {fault}" for offset, fault in faults)
    if faults:
        source.wrong.add(index)


def _fill(cell: NotebookNode, given: dict[str, Any]) -> list[str]:
    """Give `cell` the complete metadata that its header implies; returns the header's faults."""
    if "incorrectly_encoded_metadata" in given:
        return [f"the header {given['incorrectly_encoded_metadata']} is not key=JSON; mend its quotes and commas"]
    if unknown := sorted(set(given) - {"tags", "nbgrader"}):
        return [f"the header says {unknown[0]}={given[unknown[0]]!r}; it may hold tags and nbgrader only"]
    tags, nbgrader = given.get("tags", []), given.get("nbgrader")
    if tags not in ([], ["setup"]):
        return [f'the only tag is "setup", not {tags!r}; take the others out']
    if nbgrader is None:
        if cell.cell_type == "code":
            return ['a code cell needs a grade_id; write nbgrader={"grade_id": "..."} in its header']
        return ["a text cell has no tags; take them out"] if tags else []
    if not isinstance(nbgrader, dict):
        return [f"nbgrader={nbgrader!r} is not an object; write nbgrader={{...}}"]
    name = nbgrader.get("grade_id")
    if not isinstance(name, str) or not _GRADE_ID.fullmatch(name):
        return [f"the grade_id {name!r} is not 1 to 64 of a-z, 0-9 and _; choose another"]
    cell.metadata["nbgrader"] = NotebookNode({"grade_id": name})  # so that messages can name the cell
    if unknown := sorted(set(nbgrader) - set(_NBGRADER_KEYS)):
        return [f"nbgrader has no setting {unknown[0]!r}; take it out"]
    faults = _role_faults(cell.cell_type, nbgrader, bool(tags))
    if faults:
        return faults
    solution, graded = nbgrader.get("solution", False), "points" in nbgrader
    complete = {
        "grade": graded,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if graded:
        complete["points"] = nbgrader["points"]
    if wrong := [key for key in complete if nbgrader.get(key, complete[key]) != complete[key]]:
        said, meant = nbgrader[wrong[0]], complete[wrong[0]]
        return [f"{wrong[0]} is {said!r}, but such a cell's is {meant!r}; leave it out, the build fills it in"]
    cell.metadata["nbgrader"] = NotebookNode(complete)
    if tags:
        cell.metadata["tags"] = tags
    return []


def _role_faults(cell_type: str, nbgrader: dict[str, Any], setup: bool) -> list[str]:
    """Faults in the combination of cell type, `solution`, `points` and the tag."""
    solution, points = nbgrader.get("solution", False), nbgrader.get("points")
    if not isinstance(solution, bool):
        return [f"solution is {solution!r}; write true, or leave it out"]
    if nbgrader.get("grade") and points is None:
        kind = "a written answer" if solution else "a check"
        return [f'{kind} without points; add "points" to its header']
    # A written answer may have 0 points and still be asked for (the honour questions); a check may not.
    least = "of 0 or more" if solution and cell_type != "code" else "above 0"
    number = isinstance(points, int | float) and not isinstance(points, bool)
    if points is not None and not (number and (points > 0 or (points == 0 and least != "above 0"))):
        return [f"points are {points!r}; write a number {least}"]
    if cell_type == "code":
        if solution and points is not None:
            return ['an answer cell has no points; move "points" to the check that tests it']
        if setup and (solution or points is not None):
            return ['the tag "setup" is for locked cells without points; take it out']
        return []
    if cell_type == "raw" or setup:
        return ["only code cells and written answers have a grade_id, only code cells a tag; take them out"]
    if not solution:
        return ['a text cell with a grade_id is a written answer; add "points" and "solution": true, or drop it']
    return [] if points is not None else ['a written answer without points; add "points" to its header']


def _marker_faults(cell: NotebookNode) -> list[tuple[int, str]]:
    """Faults in the solution and hidden-test markers of a cell, each with its line in the cell, from 0."""
    nbgrader = cell.metadata.get("nbgrader", {})
    solution, check = nbgrader.get("solution", False), nbgrader.get("grade", False) and cell.cell_type == "code"
    faults = _pair_faults(cell.source, BEGIN_SOLUTION, END_SOLUTION, solution, "an answer cell or a written answer")
    faults += _pair_faults(cell.source, BEGIN_HIDDEN, END_HIDDEN, check, "a check, a cell with points")
    faults += _pair_faults(cell.source, "### BEGIN MARK SCHEME", "### END MARK SCHEME", False, "a task cell")
    if solution and cell.cell_type == "code" and not faults and BEGIN_SOLUTION not in cell.source:
        text = f"a solution cell without markers; put {BEGIN_SOLUTION} and {END_SOLUTION} around what students write"
        faults.append((0, text))
    return faults


def _pair_faults(text: str, begin: str, end: str, allowed: bool, home: str) -> list[tuple[int, str]]:
    """Faults in one kind of marker; nbgrader itself silently drops an END without a BEGIN."""
    words = begin.removeprefix("### "), end.removeprefix("### ")
    opened = None
    for offset, line in enumerate(text.split("\n")):
        word = next((word for word in words if word in line), None)
        if word is None:
            continue
        if line.strip() not in (begin, end):
            return [(offset, f"a marker is written ### {word}, alone on its line; write it so")]
        if not allowed:
            return [(offset, f"{line.strip()} belongs into {home}; take it out or change the cell's header")]
        if (word == words[0]) == (opened is not None):
            other = end if opened is not None else begin
            return [(offset, f"{line.strip()} without {other} before it; pair the markers")]
        opened = offset if word == words[0] else None
    return [] if opened is None else [(opened, f"{begin} without {end} after it; pair the markers")]


def _find_duplicates(source: Source) -> None:
    first: dict[str, int] = {}
    for index, cell in enumerate(source.notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in first:
            text = f"the grade_id is that of the cell in line {source.lines[first[name]]}, too; choose another"
            source.faults.append(f"{source.where(index)}: {text}")
        elif name:
            first[name] = index


def _name_cells(cells: list[NotebookNode]) -> None:
    """Set each cell's id from its `grade_id`, else from its text, so that a rebuild changes no byte."""
    seen: Counter[str] = Counter()
    for cell in cells:
        if name := cell.metadata.get("nbgrader", {}).get("grade_id"):
            cell.id = name.replace("_", "-")
            continue
        stem = "text-" + hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[stem] += 1
        cell.id = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
