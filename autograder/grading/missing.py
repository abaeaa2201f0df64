"""What is recorded for a notebook that a student left out, while others of the assignment were handed in."""

from autograder.assignment import Assignment
from autograder.results import CheckResult, NotebookResult, State, WrittenResult
from autograder.roles import Role, grade_id, points, role


def not_handed_in(assignment: Assignment, notebook: str, student: str, seed: int) -> NotebookResult:
    """A result with zero everywhere, written answers too. Nothing is run for it."""
    message = f"{notebook}.ipynb was not handed in."
    question_of = assignment.notebooks[notebook].question_of
    result = NotebookResult(student, assignment.name, notebook, seed, handed_in=False)
    for cell in assignment.source(notebook).cells:
        name = grade_id(cell)
        if role(cell) is Role.CHECK:
            result.checks.append(
                CheckResult(name, question_of(name).id, State.NOT_ATTEMPTED, points(cell), message=message)
            )
        elif role(cell) is Role.WRITTEN:
            result.written.append(WrittenResult(name, points(cell), 0.0))
    return result
