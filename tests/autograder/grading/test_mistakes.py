"""A known mistake is named where an answer gives exactly its values; nothing else is named, and no score changes."""

import csv
import io
import os
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from autograder.assignment import AssignmentError, load
from autograder.grading.batch import grade_submissions
from autograder.grading.grade import Grader
from autograder.grading.report import common_mistakes, write_csv
from autograder.results import NotebookResult, State
from autograder.sample_answers import SampleAnswerError
from autograder.submissions.rebuild import rebuild_submission
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

from coursekit import check, gradient_check, reference, rng

def scaled_by(x):
    return scale(x)

# %% nbgrader={"grade_id": "scale_answer", "solution": true}
def scale(x):
    ### BEGIN SOLUTION
    return 3 * x + x.mean(axis=0)
    ### END SOLUTION

# %% nbgrader={"grade_id": "scale_values", "points": 2}
x = rng.normal(size=(4, 3))
### BEGIN HIDDEN TESTS
check.close(scaled_by(x), reference.scale(x), name="scale(x)")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scale_kept", "points": 1}
x = rng.normal(size=(5, 2))
before = x.copy()
### BEGIN HIDDEN TESTS
check.close(scale(x)[:2], reference.scale(before)[:2], name="scale(x)")
check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "twice_answer", "solution": true}
def twice(x):
    ### BEGIN SOLUTION
    return scale(scale(x)) + 0.3
    ### END SOLUTION

# %% nbgrader={"grade_id": "twice_values", "points": 4}
### BEGIN HIDDEN TESTS
x = rng.normal(size=(4, 3))
check.close(twice(x), reference.twice(x), name="twice(x)")
### END HIDDEN TESTS
"""
KNOWN = {
    "scale_without_the_mean": """\
# The mean is left out.
# loses: scale_values, scale_kept, twice_values
# %% scale_answer
def scale(x):
    return 3 * x
""",
    "scale_mean_of_rows": """\
# The mean is that of each row.
# loses: scale_values, scale_kept, twice_values
# %% scale_answer
def scale(x):
    return 3 * x + x.mean(axis=1, keepdims=True)
""",
    "scale_in_place": """\
# The rows that are given are changed.
# loses: scale_kept
# %% scale_answer
def scale(x):
    x *= 3
    return x + x.mean(axis=0) / 3
""",
    "twice_once": """\
# The rows are scaled only once.
# loses: twice_values
# %% twice_answer
def twice(x):
    return scale(x) + 0.3
""",
    "scale_half_of_it": """\
# Half of the mean is added.
# loses: scale_values, scale_kept, twice_values
# %% scale_answer
def scale(x):
    return 3 * x + x.mean(axis=0) / 2
""",
    "scale_mean_of_twice_as_many": """\
# The mean is over twice as many rows.
# loses: scale_values, scale_kept, twice_values
# %% scale_answer
def scale(x):
    return 3 * x + x.sum(axis=0) / (2 * len(x))
""",
}
# In other words and code than the known mistakes.
WITHOUT_THE_MEAN = "def scale(x):\n    return np.array([[entry + 2.0 * entry for entry in row] for row in x])"
IN_PLACE = "def scale(x):\n    means = np.add.reduce(x) / x.shape[0]\n    x[:] = x + x + x\n    return x + means"
ONCE = "def twice(x):\n    first = scaled_by(x)\n    return 0.3 + first"
HALF = "def scale(x):\n    return x.mean(axis=0) * 0.5 + x * 3"
UNKNOWN = "3 * x + x.max(axis=0)"
TWO_MISTAKES = "3 * x - x.mean(axis=1, keepdims=True)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "solutions" / "hw0_rows"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "rows.py").write_text(SOURCE, encoding="utf-8")
    (folder.parent / "course.toml").write_text('mistakes = "../answers"\n', encoding="utf-8")
    wrong = folder.parents[1] / "answers" / "hw0_rows" / "rows" / "wrong"
    wrong.mkdir(parents=True)
    for name, text in KNOWN.items():
        (wrong / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def course(folder: Path):
    with Grader(load(folder)) as grader:
        yield grader


def graded(grader: Grader, **answers: str) -> NotebookResult:
    nb = handed_in(grader.assignment, "rows", {f"{name}_answer": code for name, code in answers.items()})
    return grader.grade(rebuild_submission(grader.assignment, "rows", nb, None, []), "rows", student="s", seed=3)[1]


def named(result: NotebookResult) -> dict[str, str]:
    return {found.question: found.sentence for found in result.mistakes}


def test_a_known_mistake_is_named_in_whatever_code_it_comes(course):
    result = graded(course, scale=WITHOUT_THE_MEAN)
    assert named(result) == {"scale": "The mean is left out."}
    values, kept, twice = result.checks
    assert values.message.endswith("These are exactly the values of a known mistake:\nThe mean is left out.")
    assert "known mistake" not in kept.message  # once for a question is enough
    assert twice.state is State.PASSED and twice.carried_forward


def test_a_mistake_that_changes_an_argument_is_named(course):
    assert named(graded(course, scale=IN_PLACE)) == {"scale": "The rows that are given are changed."}


def test_a_mistake_in_a_question_is_named_although_its_parts_are_wrong_too(course):
    result = graded(course, scale=f"def scale(x):\n    return {UNKNOWN}", twice=ONCE)
    assert named(result) == {"twice": "The rows are scaled only once."}


@pytest.mark.parametrize(
    "answer",
    [
        UNKNOWN,
        TWO_MISTAKES,
        "def scale(x):\n    return 0 * x",
        "def scale(x):\n    return None",
        "def scale(x):\n    1 / 0",
    ],
)
def test_a_mistake_that_is_not_known_is_not_named(course, answer):
    result = graded(course, scale=answer)
    assert result.checks[0].state is State.FAILED
    assert not result.mistakes and not any("known mistake" in check.message for check in result.checks)


def test_right_answers_have_no_mistake(course):
    result = graded(course)
    assert result.score == result.max_score and not result.mistakes


def test_of_two_mistakes_with_the_same_values_none_is_named(course):
    result = graded(course, scale=HALF)
    (found,) = result.mistakes
    assert (found.names, found.sentence) == (["scale_half_of_it", "scale_mean_of_twice_as_many"], "")
    assert not any("known mistake" in check.message for check in result.checks)


CRASHES = ["import os\nos._exit(1)", "import os\nos.kill(os.getpid(), 11)"]
FAILS = ["while True: pass", "1 / 0", "def", "[0] * 10**12", "raise SystemExit"]


@pytest.mark.parametrize("fault", [*CRASHES, *FAILS])
def test_a_known_mistake_that_crashes_or_hangs_costs_nobody_a_score(folder, fault):
    bad = folder.parents[1] / "answers" / "hw0_rows" / "rows" / "wrong" / "a_bad_one.py"
    bad.write_text(f"# Bad.\n# loses: scale_values, scale_kept\n# %% scale_answer\n{fault}\n", encoding="utf-8")
    try:
        with Grader(load(folder)) as grader:
            result = graded(grader, scale=WITHOUT_THE_MEAN)
            assert [check.state for check in result.checks] == [State.FAILED, State.FAILED, State.PASSED]
            assert named(result) == ({} if fault in CRASHES else {"scale": "The mean is left out."})
            assert graded(grader).score == 7.0  # its examiner still works
    finally:
        bad.unlink()


def test_the_instructor_sees_it_in_the_table_and_in_grades_csv(course, tmp_path: Path):
    results = [graded(course, scale=code) for code in (WITHOUT_THE_MEAN, WITHOUT_THE_MEAN, IN_PLACE, HALF)]
    write_csv(results, tmp_path / "grades.csv")
    rows = list(csv.DictReader((tmp_path / "grades.csv").open(encoding="utf-8")))
    assert [row["mistakes"] for row in rows[1:]] == [
        "scale: The mean is left out.",
        "scale: The rows that are given are changed.",
        "",
    ]
    assert common_mistakes(results) == ["2 × scale: The mean is left out."]
    assert NotebookResult.from_json(results[0].to_json()) == results[0]


def test_a_batch_names_mistakes_too_whose_workers_do_not_see_the_folder(folder, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(folder.parents[1])
    assignment = load(Path("solutions", folder.name))  # workers are in another folder
    for student, code in (("anna", WITHOUT_THE_MEAN), ("bob", IN_PLACE)):
        place = tmp_path / "submitted" / student / assignment.name / "rows.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(handed_in(assignment, "rows", {"scale_answer": code}), place)
    grade_submissions(tmp_path / "submitted", assignment, workers=2, console=Console(file=io.StringIO()))
    rows = {row["student"]: row["mistakes"] for row in csv.DictReader((tmp_path / "grades.csv").open(encoding="utf-8"))}
    assert rows == {"anna": "scale: The mean is left out.", "bob": "scale: The rows that are given are changed."}


def test_without_a_folder_of_mistakes_none_is_named(folder, tmp_path: Path):
    other = tmp_path / "solutions" / folder.name
    other.mkdir(parents=True)
    for name in ("assignment.toml", "rows.py"):
        os.link(folder / name, other / name)
    with Grader(load(other)) as grader:
        assert not graded(grader, scale=WITHOUT_THE_MEAN).mistakes


def test_a_mistake_that_cannot_be_read_is_named_with_its_file(folder, tmp_path: Path):
    bad = folder.parents[1] / "answers" / "hw0_rows" / "rows" / "wrong" / "a_bad_one.py"
    bad.write_text("# No cell.\n", encoding="utf-8")
    try:
        with pytest.raises(SampleAnswerError, match=r"a_bad_one\.py: no cell"):
            load(folder).known_mistakes("rows")
    finally:
        bad.unlink()
    (tmp_path / "course.toml").write_text("mistakes = 3\n", encoding="utf-8")
    (tmp_path / "hw").mkdir()
    (tmp_path / "hw" / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    with pytest.raises(AssignmentError, match="mistakes is 3; write the name of a folder"):
        load(tmp_path / "hw")
