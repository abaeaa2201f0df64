"""Which cells of a notebook grading does not run."""

from collections.abc import Sequence

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
        try:
            if (python := as_python(cell.source, MOST_COST)) is None:
                continue
            code = Code(*python)
            if is_left_out(cell):
                drawn |= set() if is_ungraded(cell) else code.defines
            else:
                defined |= code.defines
                read |= code.read_names(bodies=True) if role(cell) in STUDENT_ROLES else set()
        except (Unreadable, SyntaxError, ValueError, RuntimeError, MemoryError):  # or the compiler refuses it
            continue
    needed = bool(read & (drawn - defined))
    return {grade_id(cell) for cell in cells if is_ungraded(cell) or (is_left_out(cell) and not needed)}
