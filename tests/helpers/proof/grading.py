"""Grades a sample answer, in full or only the checks that it can change, and compares the lost points with `loses`."""

from collections.abc import Collection, Mapping

from nbformat import NotebookNode

from autograder.grading.diagnosis import questions_of
from autograder.grading.grade import Grader
from autograder.results import FoundMistake, NotebookResult
from autograder.roles import Role, grade_id, role
from autograder.sample_answers import Answer
from autograder.submissions.rebuild import rebuild_submission
from helpers.proof.dependence import Dependence
from samples.answers import handed_files, handed_in

SEED = 20


class OtherLosses(AssertionError):
    """An answer loses other points than it declares, in these checks."""

    def __init__(self, message: str, checks: set[str]):
        super().__init__(message)
        self.checks = checks


def grade(
    by: Grader,
    notebook: str,
    nb: NotebookNode,
    only: Collection[str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> tuple[NotebookNode, NotebookResult]:
    """Grade a notebook, handed in with these files; if `only` is given, run only checks and experiments named there."""
    rebuilt = rebuild_submission(by.assignment, notebook, nb, None, [])
    if only is not None:
        optional = (Role.CHECK, Role.EXPERIMENT)
        rebuilt.cells = [cell for cell in rebuilt.cells if role(cell) not in optional or grade_id(cell) in only]
    return by.grade(rebuilt, notebook, student="sample", seed=SEED, files=files)


def prove(
    by: Grader,
    notebook: str,
    answer: Answer,
    *,
    full: bool,
    spared: Collection[str] = (),
    files: Mapping[str, str | bytes] | None = None,
) -> NotebookResult:
    """Grade an answer and assert that it loses exactly what it declares; unless `full`, run only what it can change.

    spared: checks that are not run for an answer which does not lose them.
    files: the right ones, where files are handed in beside the notebook.

    If graded in full, also assert that the checks that would have been left out give full points. Raises `OtherLosses`.
    """
    can_change = Dependence(by.assignment, notebook, answer.cells, answer.files)
    only = None if full else can_change.needed(set(spared) - answer.loses.keys())
    handed = handed_files(files or {}, answer)
    _, result = grade(by, notebook, handed_in(by.assignment, notebook, answer.cells), only, handed)
    found = lost(result)
    hidden = sorted((found.keys() | answer.loses.keys()) - can_change.checks)
    assert not hidden, f"by reading, {answer.name} cannot change {hidden}: mend proof/dependence.py\n{report(result)}"
    if others := {check for check in found.keys() | answer.loses.keys() if found.get(check) != answer.loses.get(check)}:
        raise OtherLosses(f"{answer.name}: {found}, declared {answer.loses}\n{report(result)}", others)
    assert answer.loses or not result.repairs, f"{answer.name} was repaired: {result.repairs}"
    taken = [found for found in wrongly_named(result, answer) if not _are_several(by, notebook, answer)]
    assert not taken, f"{answer.name} is taken for another mistake: {taken}"
    return result


def changeable(by: Grader, notebook: str, answer: Answer) -> set[str]:
    """The checks whose result an answer can change, by reading."""
    return Dependence(by.assignment, notebook, answer.cells, answer.files).checks


def wrongly_named(result: NotebookResult, answer: Answer) -> list[FoundMistake]:
    """The mistakes that were named in an answer, or in several together, that has other ones."""
    own = {name.strip() for name in answer.name.split("+")}
    return [found for found in result.mistakes if found.sentence and own.isdisjoint(found.names)]


def _are_several(by: Grader, notebook: str, answer: Answer) -> bool:
    """Whether the answer, or one of several together, has mistakes in several questions, of which each may be known."""
    known = {mistake.name: mistake for mistake in by.assignment.known_mistakes(notebook)}
    parts = [known[name.strip()] for name in answer.name.split("+") if name.strip() in known]
    return any(len(questions_of(part, by.assignment.notebooks[notebook])) > 1 for part in parts)


def lost(result: NotebookResult) -> dict[str, float]:
    """The checks that lost points, with the fraction of points lost."""
    return {
        check.grade_id: round(1 - check.points / check.max_points, 6)
        for check in result.checks
        if check.points != check.max_points
    }


def report(result: NotebookResult) -> str:
    return "\n".join(f"{c.grade_id}: {c.state}: {c.message}" for c in result.checks if c.points != c.max_points)
