"""The role of each cell of a notebook. Only this module reads roles from cell metadata.

| role       | how it is marked                                              |
|------------|---------------------------------------------------------------|
| text       | markdown or raw cell that is not graded                       |
| setup      | locked code cell with the tag `setup`                         |
| answer     | nbgrader solution cell, code                                  |
| experiment | locked code cell without points                               |
| check      | nbgrader test cell: code, locked, with points                 |
| written    | nbgrader manually graded markdown cell                        |
| added      | code without a `grade_id`: a student's own cell               |
"""

from enum import StrEnum

from nbformat import NotebookNode


class Role(StrEnum):
    TEXT = "text"
    SETUP = "setup"
    ANSWER = "answer"
    EXPERIMENT = "experiment"
    CHECK = "check"
    WRITTEN = "written"
    ADDED = "added"


def grade_id(cell: NotebookNode) -> str | None:
    """The cell's nbgrader `grade_id`; None if it has none or its metadata is damaged."""
    nbgrader = cell["metadata"].get("nbgrader")  # by key: NotebookNode finds an attribute five times as slowly
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) and name else None


def role(cell: NotebookNode) -> Role:
    """The cell's role, by its metadata. Use it only for released cells: a student's metadata proves nothing."""
    nbgrader = cell["metadata"]["nbgrader"] if grade_id(cell) else None
    if cell["cell_type"] != "code":
        graded = nbgrader and nbgrader.get("grade") and nbgrader.get("solution")
        return Role.WRITTEN if graded else Role.TEXT
    if not nbgrader:
        return Role.ADDED
    if nbgrader.get("solution"):
        return Role.ANSWER
    if nbgrader.get("grade"):
        return Role.CHECK
    return Role.SETUP if "setup" in cell["metadata"].get("tags", []) else Role.EXPERIMENT


def is_picture(cell: NotebookNode) -> bool:
    """Whether a released cell only shows a picture (`grade_id` ends in `_picture`). Only pictures may depend on it."""
    return role(cell) is Role.EXPERIMENT and grade_id(cell).endswith("_picture")


def is_ungraded(cell: NotebookNode) -> bool:
    """Whether grading leaves a released cell out (`_ungraded` ends its `grade_id`, or stands before `_picture`).

    Such a cell takes long, and no check needs it: it only draws, or what matters of it is handed in as a file. Only
    others like it may depend on it.
    """
    return role(cell) is Role.EXPERIMENT and grade_id(cell).removesuffix("_picture").endswith("_ungraded")


def is_left_out(cell: NotebookNode) -> bool:
    """Whether grading does not run a released cell: a picture, or what is ungraded."""
    return is_picture(cell) or is_ungraded(cell)


def label_of_cell(nb: NotebookNode, position: int) -> str:
    """A cell as a student finds it: by its grade_id, or by the cell that it was added behind."""
    if name := grade_id(nb.cells[position]):
        return name
    before = [name for cell in nb.cells[:position] if (name := grade_id(cell))]
    return f"the cell you added after {before[-1]}" if before else "the cell you added at the top"


def points(cell: NotebookNode) -> float:
    """The points of a check or written cell, 0 for any other."""
    return float(cell.metadata.get("nbgrader", {}).get("points") or 0)
