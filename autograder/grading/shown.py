"""Writes a check's result into its cell: nbgrader reads the points from it, and feedback shows the message."""

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.results import CheckResult, State
from autograder.streams import printed, raised


def show(cell: NotebookNode, check: CheckResult) -> None:
    """Replace the outputs of a check's cell by its result."""
    cell.metadata["autograder"] = {"state": check.state.value, "message": check.message}
    earned, most = check.points or 0.0, check.max_points
    mark = "✓ passed" if check.state is State.PASSED else f"✗ {check.state}"
    text = f"{mark}: {earned:g} of {most:g} points. {check.message}".strip()
    if earned > 0:
        cell.outputs = [printed(f"{text}\n")]
        if earned < most:  # nbgrader's partial credit: the first result of the cell
            cell.outputs.append(new_output("execute_result", {"text/plain": repr(float(earned))}))
    else:
        name = check.state.value.replace(" ", "_")
        cell.outputs = [raised(name, check.message, [text])]
