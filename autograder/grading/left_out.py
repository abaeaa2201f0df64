"""Which cells of a notebook grading does not run."""

from collections.abc import Sequence

from nbformat import NotebookNode

from autograder.building.lint_code import Code
from autograder.grading.setup_cells import STUDENT_ROLES
from autograder.roles import grade_id, is_left_out, is_ungraded, role


def cells_left_out(cells: Sequence[NotebookNode]) -> set[str]:
    """The grade_ids of the cells that only draw or are ungraded.

    If a student's code uses a name that only a picture cell defines, which works in Jupyter, all pictures are run.
    """
    read, defined, drawn = set[str](), set[str](), set[str]()
    for cell in cells:
        if cell.cell_type != "code":
            continue
        try:
            code = Code.read(cell.source)
            if is_left_out(cell):
                drawn |= set() if is_ungraded(cell) else code.defines
            else:
                defined |= code.defines
                read |= code.read_names(bodies=True) if role(cell) in STUDENT_ROLES else set()
        except (SyntaxError, ValueError, RuntimeError, MemoryError):  # no Python, or nested too deeply
            continue
    needed = bool(read & (drawn - defined))
    return {grade_id(cell) for cell in cells if is_ungraded(cell) or (is_left_out(cell) and not needed)}
