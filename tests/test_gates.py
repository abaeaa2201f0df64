"""The proof that scores can be trusted: right answers earn everything, nothing earns nothing, a mistake costs its own.

One grading takes seconds; the graders (and so the examiners) are shared by all tests of a worker.
"""

from functools import cache
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.answers import Answer, handed_in, read_answers
from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.results import NotebookResult, State
from autograder.roles import Role, grade_id, is_picture, role
from autograder.submissions.rebuild import rebuild_submission

ROOT = Path(__file__).parent.parent
SOLUTIONS = ROOT / "solutions"
ANSWERS = ROOT / "tests" / "answers"
NOTEBOOKS = [
    (folder.parent.name, notebook)
    for folder in sorted(SOLUTIONS.glob("*/assignment.toml"))
    for notebook in load(folder.parent).notebooks
]
FEWEST_WRONG, FEWEST_RIGHT = 25, 8
SEED = 20


@cache
def grader(name: str, *, pictures: bool = True) -> Grader:
    """The grader of an assignment; without pictures, which no check looks at, grading takes half the time."""
    assignment = load(SOLUTIONS / name)
    for notebook in () if pictures else assignment.notebooks:
        nb = assignment.source(notebook)
        nb.cells = [cell for cell in nb.cells if not is_picture(cell)]
        assignment._sources[notebook] = nb
    return Grader(assignment)


@pytest.fixture(scope="session", autouse=True)
def close_graders():
    yield
    for name, _ in NOTEBOOKS:
        grader(name).close()
        grader(name, pictures=False).close()


def answers(kind: str) -> list:
    return [
        pytest.param(name, notebook, answer, id=f"{notebook}-{answer.name}")
        for name, notebook in NOTEBOOKS
        for answer in read_answers(ANSWERS / name / notebook / kind)
    ]


def grade(by: Grader, notebook: str, nb: NotebookNode) -> tuple[NotebookNode, NotebookResult]:
    rebuilt = rebuild_submission(by.assignment, notebook, nb, None, [])
    return by.grade(rebuilt, notebook, student="sample", seed=SEED)


def lost(result: NotebookResult) -> dict[str, float]:
    """The checks that lost points, and the share of them."""
    return {
        check.grade_id: round(1 - check.points / check.max_points, 6)
        for check in result.checks
        if check.points != check.max_points
    }


def report(result: NotebookResult) -> str:
    return "\n".join(f"{c.grade_id}: {c.state}: {c.message}" for c in result.checks if c.points != c.max_points)


@pytest.mark.parametrize(("name", "notebook"), NOTEBOOKS)
def test_the_reference_earns_everything_and_runs_to_its_end(name, notebook):
    graded, result = grade(grader(name), notebook, handed_in(grader(name).assignment, notebook))
    assert result.score == result.max_score > 0, report(result)
    assert all(check.state is State.PASSED for check in result.checks)
    assert not result.repairs
    errors = [out for cell in graded.cells for out in cell.get("outputs", []) if out.output_type == "error"]
    assert not errors


@pytest.mark.parametrize(("name", "notebook"), NOTEBOOKS)
def test_the_untouched_release_earns_nothing_and_runs_to_its_end(name, notebook):
    assignment = grader(name).assignment
    graded, result = grade(grader(name), notebook, assignment.release(notebook))
    assert result.score == 0
    assert {check.state for check in result.checks} == {State.NOT_ATTEMPTED}
    assert {answer.points for answer in result.written} == {0.0}
    ran = [cell for cell in graded.cells if role(cell) in (Role.SETUP, Role.ANSWER, Role.EXPERIMENT)]
    assert all(cell.execution_count for cell in ran)
    checks = {grade_id(cell) for cell in assignment.source(notebook).cells if role(cell) is Role.CHECK}
    assert checks == {check.grade_id for check in result.checks}


@pytest.mark.parametrize(("name", "notebook", "answer"), answers("wrong"))
def test_a_wrong_answer_loses_exactly_what_it_declares(name, notebook, answer: Answer):
    by = grader(name, pictures=False)
    assert answer.loses, f"{answer.name} declares no loss: it proves nothing"
    _, result = grade(by, notebook, handed_in(by.assignment, notebook, answer.cells))
    assert lost(result) == answer.loses, report(result)


@pytest.mark.parametrize(("name", "notebook", "answer"), answers("right"))
def test_a_right_answer_in_another_style_loses_nothing(name, notebook, answer: Answer):
    by = grader(name, pictures=False)
    assert not answer.loses
    _, result = grade(by, notebook, handed_in(by.assignment, notebook, answer.cells))
    assert result.score == result.max_score, report(result)
    assert not result.repairs


@pytest.mark.parametrize(("name", "notebook"), NOTEBOOKS)
def test_there_are_enough_sample_answers_and_every_check_is_lost_by_one(name, notebook):
    """A check that no wrong answer fails may be one that cannot fail."""
    wrong, right = (read_answers(ANSWERS / name / notebook / kind) for kind in ("wrong", "right"))
    assert len(wrong) >= FEWEST_WRONG
    assert len(right) >= FEWEST_RIGHT
    checks = {grade_id(cell) for cell in load(SOLUTIONS / name).source(notebook).cells if role(cell) is Role.CHECK}
    failed = set().union(*(answer.loses for answer in wrong))
    assert failed <= checks, "an answer declares a check that does not exist"
    assert checks <= failed, f"no wrong answer loses {sorted(checks - failed)}"
