"""Which cells of a notebook grading does not run."""

from collections.abc import Sequence
from functools import lru_cache

from nbformat import NotebookNode

from autograder.building.lint_code import Code
from autograder.cell_code import Unreadable, as_python
from autograder.grading.setup_cells import STUDENT_ROLES
from autograder.roles import grade_id, is_left_out, is_ungraded, role
from autograder.scopes import MOST_COST, TooDeep, check_length


def cells_left_out(cells: Sequence[NotebookNode]) -> set[str]:
    """The grade_ids of the cells that only draw or are ungraded.

    If a student's code uses a name that only a picture cell defines, which works in Jupyter, all pictures are run.
    """
    read, defined, drawn = set[str](), set[str](), set[str]()
    try:
        check_length(cells)
        readable = [cell for cell in cells if cell.cell_type == "code"]
    except TooDeep:
        readable = []
    for cell in readable:
        names, used = _names(cell.source)
        if is_left_out(cell):
            drawn |= set() if is_ungraded(cell) else names
        else:
            defined |= names
            read |= used if role(cell) in STUDENT_ROLES else set()
    needed = bool(read & (drawn - defined))
    return {grade_id(cell) for cell in cells if is_ungraded(cell) or (is_left_out(cell) and not needed)}


@lru_cache(maxsize=1000)  # the hand-out's cells are the same in every submission
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a cell defines, and those that it reads; none where it cannot be read."""
    try:
        if python := as_python(source, MOST_COST):
            code = Code(*python)
            return frozenset(code.defines), frozenset(code.read_names(bodies=True))
    except (Unreadable, SyntaxError, ValueError, RuntimeError, MemoryError):  # or the compiler refuses it
        pass
    return frozenset(), frozenset()
