"""From which file and line a cell's lines come, where a submission was a module or a script, for messages.

Only our code writes this: what a submitted notebook says about itself is dropped when it is read.
"""

import re
from collections import Counter
from collections.abc import Iterable

from nbformat import NotebookNode

_OURS, _KEY = "autograder", "origin"

Block = tuple[int, str, int]  # from this line of the cell on (from 1): a file, and the line of it; "" for no file
_YOUR_LINE = re.compile(r' in your line "(.*)"')  # in a check's message about an exception


def set_origin(cell: NotebookNode, blocks: Iterable[Block]) -> None:
    """Note where a cell's lines come from, in ascending order."""
    cell.metadata.setdefault(_OURS, NotebookNode())[_KEY] = [list(block) for block in blocks]


def keep_origin(cell: NotebookNode, theirs: NotebookNode) -> None:
    """Give a rebuilt cell the origin of the submitted cell from which it has its text, if that is the same text."""
    if _blocks(theirs) and cell.source == theirs.source:
        set_origin(cell, _blocks(theirs))


def place(cell: NotebookNode, line: int) -> str | None:
    """`layers.py, line 12` for a line of a cell (from 1); None for a cell of a notebook."""
    found = [block for block in _blocks(cell) if block[0] <= line]
    if not found:
        return None
    first, file, start = found[-1]
    return f"{file}, line {start + line - first}" if file else None


def places(cells: Iterable[NotebookNode]) -> dict[str, str]:
    """The place of each line of code, by its text without blanks around it; lines that occur twice are left out."""
    lines = [
        (text.strip(), where)
        for cell in cells
        for number, text in enumerate(cell.source.split("\n"), 1)
        if (where := place(cell, number))
    ]
    count = Counter(text for text, _ in lines)
    return {text: where for text, where in lines if text and count[text] == 1}


def name_place(message: str, known: dict[str, str]) -> str:
    """A check's message about an exception, with the file and line where the student's line is known: see `places`."""
    found = _YOUR_LINE.search(message)
    where = known.get(found[1]) if found else None
    return message.replace(found[0], f' in {where}: "{found[1]}"') if where else message


def _blocks(cell: NotebookNode) -> list[Block]:
    return [tuple(block) for block in cell.metadata.get(_OURS, {}).get(_KEY, [])]
