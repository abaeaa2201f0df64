"""A check that finds a loop over the examples costs its question, and nothing that is built on that question."""

from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import determine_grade

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.results import State
from autograder.roles import Role, role
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.student_check import check_notebook
from samples.answers import handed_in

SETTINGS = """\
title = "Rows"
[notebooks.rows]
title = "Rows"
minutes = 5
[notebooks.rows.questions.scale]
title = "Scale rows"
[notebooks.rows.questions.twice]
title = "Scale them twice"
parts = ["scale"]
"""
SOURCE = """\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, growth, reference, remote, rng

def result(run, function, x):
    return {"result": run("scale", function, x)}

def draw(n):
    return (rng.normal(size=(n, 3)),)

# %% nbgrader={"grade_id": "scale_answer", "solution": true}
def scale(x):
    ### BEGIN SOLUTION
    return x / np.abs(x).sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% nbgrader={"grade_id": "scale_public", "points": 2}
check.close(scale(np.array([[1.0, 3.0]])), np.array([[0.25, 0.75]]), name="scale(x)")

# %% nbgrader={"grade_id": "scale_no_loop_public", "points": 1}
growth.check_no_loop(result, scale, reference.scale, draw, count=remote("growth.count_steps"))

# %% nbgrader={"grade_id": "scale_after_public", "points": 1}
check.close(scale(np.array([[1.0, 1.0]])), np.array([[0.5, 0.5]]), name="scale(x)")

# %% nbgrader={"grade_id": "twice_answer", "solution": true}
def twice(x):
    ### BEGIN SOLUTION
    return scale(scale(x))
    ### END SOLUTION

# %% nbgrader={"grade_id": "twice_no_loop_public", "points": 4}
growth.check_no_loop(result, twice, reference.twice, draw, count=remote("growth.count_steps"))
"""
LOOP = "def scale(x):\n    return np.array([row / np.abs(row).sum() for row in x])"
COLUMNS = "def scale(x):\n    return x / sum(np.abs(x[:, d]) for d in range(x.shape[1]))[:, None]"
DEFINED_AWAY = LOOP + "\ngrowth.count_steps = lambda f, *a: f(*a)\n"
WRONG = "def scale(x):\n    return np.array([row for row in x])"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("course") / "solutions" / "hw0_rows"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "rows.py").write_text(SOURCE, encoding="utf-8")
    with Grader(load(folder)) as grader:
        yield grader


def graded(grader: Grader, scale: str):
    nb = handed_in(grader.assignment, "rows", {"scale_answer": scale})
    return grader.grade(rebuild_submission(grader.assignment, "rows", nb, None, []), "rows", student="s", seed=3)


@pytest.mark.parametrize("answer", [LOOP, DEFINED_AWAY])
def test_a_loop_costs_all_checks_of_its_question_and_no_other(course, answer):
    nb, result = graded(course, answer)
    *own, last = result.checks
    assert {(check.state, check.points) for check in own} == {(State.FORBIDDEN, 0.0)}
    assert all("examples took" in check.message and "one by one" in check.message for check in own)
    assert (last.state, last.points, last.carried_forward) == (State.PASSED, 4.0, True)
    assert sum(determine_grade(cell)[0] for cell in nb.cells if role(cell) is Role.CHECK) == result.score == 4.0


def test_a_loop_over_the_columns_costs_nothing(course):
    assert graded(course, COLUMNS)[1].score == 8.0


def test_a_wrong_answer_loses_the_check_and_not_the_question(course):
    states = [check.state for check in graded(course, WRONG)[1].checks]
    assert states == [State.FAILED, State.FAILED, State.FAILED, State.PASSED]


def test_students_see_it_before_they_hand_in(course, tmp_path: Path):
    release, own = tmp_path / "release.ipynb", tmp_path / "rows.ipynb"
    nbformat.write(course.assignment.release("rows"), release)
    nbformat.write(handed_in(course.assignment, "rows", {"scale_answer": LOOP}), own)
    report = check_notebook(own, release=release)
    assert [check.state for check in report.checks[:3]] == [State.FORBIDDEN] * 3
    assert report.violations[0].startswith("scale_no_loop_public: scale goes through the examples one by one")
