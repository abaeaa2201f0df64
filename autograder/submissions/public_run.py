"""Runs a rebuilt notebook as a student's Jupyter would, and collects the results of its public checks."""

from collections.abc import Callable
from pathlib import Path

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.kernels import QUIET, kernel_manager
from autograder.results import CheckResult, State
from autograder.roles import Role, grade_id, is_ungraded, label_of_cell, points, role
from autograder.scopes import tree

Tell = Callable[[int, int, str], None]  # cells done, number of cells, name of the running cell

START_SECONDS = 120
GRACE_SECONDS = 10  # for a kernel to come back after an interrupt
MOST_CHARACTERS = 600  # of an exception's text


def run_public(
    nb: NotebookNode, folder: Path, seconds: float, setup_code: str = "", tell: Tell | None = None
) -> tuple[list[CheckResult], list[tuple[Role, str]], list[str]]:
    """Run the code cells that grading runs, except hidden checks, in order, in a fresh kernel of this Python.

    Parameters
    ----------
    nb
        The rebuilt notebook.
    folder
        The kernel's working folder.
    seconds
        The time limit of one cell.
    setup_code
        Code that runs before the cells.
    tell
        Called before each cell and at the end: cells done, number of cells, name of the cell.

    Returns
    -------
    tuple
        A result for each public check (with an empty `question`); the role and a sentence for each other cell that
        failed, except answers that are still FILL_IN; and the checks that found a broken rule.

    Raises
    ------
    RuntimeError
        `setup_code` fails.
    """
    cells = [cell for cell in nb.cells if cell.cell_type == "code" and not is_ungraded(cell)]
    cells = [cell for cell in cells if role(cell) is not Role.CHECK or tree(cell.source)]
    tell = tell or (lambda done, total, name: None)
    with kernel_manager() as manager:
        client = NotebookClient(
            new_notebook(cells=[new_code_cell(setup_code), *cells]),
            km=manager,
            resources={"metadata": {"path": str(folder)}},
            timeout=max(1, int(seconds)),
            startup_timeout=START_SECONDS,
            allow_errors=True,
            record_timing=False,
            extra_arguments=QUIET,
        )
        run = _Run(client, seconds)
        with client.setup_kernel(cleanup_kc=True):  # nbclient does not clean up a manager that it was given
            if fault := run.cell(0, "the preparation of the kernel"):
                raise RuntimeError(f"the kernel cannot be prepared: {fault[1]}")
            for number, cell in enumerate(client.nb.cells[1:], 1):
                name = grade_id(cell) or label_of_cell(nb, nb.cells.index(cell))
                tell(number - 1, len(cells), name)
                fault = run.cell(number, name)
                if role(cell) is Role.CHECK:
                    run.checks.append(_result(cell, fault))
                elif fault and fault[0] is not State.NOT_ATTEMPTED:
                    run.broken.append((role(cell), f"{name}: {fault[1]}"))
            tell(len(cells), len(cells), "done")
    return run.checks, run.broken, run.rules_broken


class _Run:
    """Runs cells in a kernel and collects what they found."""

    def __init__(self, client: NotebookClient, seconds: float):
        self._client = client
        self._seconds = seconds
        self._died_in: str | None = None
        self.checks: list[CheckResult] = []
        self.broken: list[tuple[Role, str]] = []
        self.rules_broken: list[str] = []

    def cell(self, number: int, name: str) -> tuple[State, str] | None:
        """Run the cell of that number. Returns None if it succeeded, else how it ended and its message."""
        if self._died_in:
            return State.CRASHED, f"Not run, because the Python process died in {self._died_in}."
        try:
            cell = self._client.execute_cell(self._client.nb.cells[number], number)
        except DeadKernelError:
            self._died_in = name
            return State.CRASHED, "The Python process died here."
        except CellTimeoutError:
            run_sync(self._client.km.interrupt_kernel)()
            try:
                run_sync(self._client.kc.wait_for_ready)(timeout=GRACE_SECONDS)
            except RuntimeError:  # it does not respond
                self._died_in = name
            return State.TIMED_OUT, f"It ran for more than {self._seconds:g} seconds and was stopped."
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors and errors[-1].ename == "RuleBroken":
            self.rules_broken.append(name)
        return _fault(errors[-1]) if errors else None


def _fault(error: NotebookNode) -> tuple[State, str]:
    if error.ename == "NotImplementedError" and "FILL_IN" in error.evalue:
        return State.NOT_ATTEMPTED, "The answer is still FILL_IN."
    if error.ename == "ForbiddenCall":
        return State.FORBIDDEN, f"{error.evalue}."
    if error.ename == "RuleBroken":
        return State.FORBIDDEN, error.evalue
    if error.ename in ("CheckFailed", "PartialCredit"):
        return State.FAILED, error.evalue
    text = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
    return State.FAILED, text[:MOST_CHARACTERS]


def _result(cell: NotebookNode, fault: tuple[State, str] | None) -> CheckResult:
    worth = points(cell)
    if fault is None:
        said = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout"]
        last = "".join(said).strip().rpartition("\n")[2]
        return CheckResult(grade_id(cell), "", State.PASSED, worth, worth, last.removeprefix("✓ "))
    return CheckResult(grade_id(cell), "", fault[0], worth, 0.0, fault[1])
