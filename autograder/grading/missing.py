"""Results of what is not graded: a notebook that a student left out, a folder for which no score can be recorded."""

from autograder.assignment import Assignment
from autograder.results import CheckResult, NotebookResult, State, WrittenResult
from autograder.roles import Role, grade_id, points, role


def not_handed_in(assignment: Assignment, notebook: str, student: str, seed: int) -> NotebookResult:
    """A result with zero everywhere, written answers too, for one left out where others of the assignment are there."""
    result = NotebookResult(student, assignment.name, notebook, seed, handed_in=False)
    return _filled(result, assignment, State.NOT_ATTEMPTED, 0.0, f"{notebook}.ipynb was not handed in.")


def not_recorded(assignment: Assignment, notebook: str, student: str, seed: int, problem: str) -> NotebookResult:
    """A result without a score, for a folder that cannot be in the gradebook; `student` is its name as it is shown."""
    result = NotebookResult(student, assignment.name, notebook, seed, problem=problem)
    return _filled(result, assignment, State.ERROR, None, f"Not graded: {problem}")


def _filled(
    result: NotebookResult, assignment: Assignment, state: State, earned: float | None, message: str
) -> NotebookResult:
    """The same with all checks and written answers of its notebook, of which none is run."""
    question_of = assignment.notebooks[result.notebook].question_of
    for cell in assignment.source(result.notebook).cells:
        name = grade_id(cell)
        if role(cell) is Role.CHECK:
            result.checks.append(CheckResult(name, question_of(name).id, state, points(cell), earned, message))
        elif role(cell) is Role.WRITTEN:
            result.written.append(WrittenResult(name, points(cell), earned))
    return result
