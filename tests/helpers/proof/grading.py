"""Grades a sample answer, in full or only the checks that it can change, and compares the lost points with `loses`."""

from collections.abc import Collection

from nbformat import NotebookNode

from autograder.grading.grade import Grader
from autograder.results import NotebookResult
from autograder.roles import Role, grade_id, role
from autograder.submissions.rebuild import rebuild_submission
from helpers.proof.dependence import Dependence
from samples.answers import Answer, handed_in

SEED = 20


def grade(
    by: Grader, notebook: str, nb: NotebookNode, only: Collection[str] | None = None
) -> tuple[NotebookNode, NotebookResult]:
    """Grade a notebook; if `only` is given, run only the checks and experiments with these grade_ids."""
    rebuilt = rebuild_submission(by.assignment, notebook, nb, None, [])
    if only is not None:
        optional = (Role.CHECK, Role.EXPERIMENT)
        rebuilt.cells = [cell for cell in rebuilt.cells if role(cell) not in optional or grade_id(cell) in only]
    return by.grade(rebuilt, notebook, student="sample", seed=SEED)


def prove(by: Grader, notebook: str, answer: Answer, *, full: bool) -> NotebookResult:
    """Grade an answer and assert that it loses exactly what it declares; unless `full`, run only what it can change.

    If graded in full, also assert that the checks that would have been left out give full points.
    """
    can_change = Dependence(by.assignment, notebook, answer.cells)
    only = None if full else can_change.needed
    _, result = grade(by, notebook, handed_in(by.assignment, notebook, answer.cells), only)
    found = lost(result)
    hidden = sorted((found.keys() | answer.loses.keys()) - can_change.checks)
    assert not hidden, f"by reading, {answer.name} cannot change {hidden}: mend proof/dependence.py\n{report(result)}"
    assert found == answer.loses, report(result)
    return result


def lost(result: NotebookResult) -> dict[str, float]:
    """The checks that lost points, with the fraction of points lost."""
    return {
        check.grade_id: round(1 - check.points / check.max_points, 6)
        for check in result.checks
        if check.points != check.max_points
    }


def report(result: NotebookResult) -> str:
    return "\n".join(f"{c.grade_id}: {c.state}: {c.message}" for c in result.checks if c.points != c.max_points)
