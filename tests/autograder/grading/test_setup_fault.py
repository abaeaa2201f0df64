"""A setup cell that does not run where one grades: no score, said once, by both commands; the doctor knows before."""

import re
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.assignment import load
from autograder.doctor import Health, examine
from autograder.nbgrader.gradebook import GradebookWriter
from autograder.results import State, read_results
from helpers.classes import RIGHT, WRONG, grade, hand_in, kept, make_course, run_nbgrader, scores
from helpers.sample import NAME, NOTEBOOK

ROOT = Path(__file__).resolve().parents[3]
FAULT = f"{NOTEBOOK}: the setup cell setup_imports does not run where this was graded"
LINE = 'in its line "import not_installed": ModuleNotFoundError: No module named'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_course(tmp_path_factory.mktemp("course"), {})
    source = folder / "solutions" / NAME / f"{NOTEBOOK}.py"
    source.write_text(source.read_text().replace("import numpy as np", "import numpy as np\nimport not_installed", 1))
    hand_in(folder, "anna", RIGHT)
    hand_in(folder, "bob", WRONG)
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    GradebookWriter(folder, load(folder / "solutions" / NAME)).close()  # nbgrader knows the assignment
    return folder


def assert_nobody_has_a_score(course: Path) -> None:
    for result in read_results(course):
        assert result.score is None and {check.state for check in result.checks} == {State.ERROR}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for submission in gradebook.notebook_submissions(NOTEBOOK, NAME):
            checks = [grade for grade in submission.grades if grade.name in ("double_public", "double_hidden")]
            assert [(grade.auto_score, grade.needs_manual_grade) for grade in checks] == [(None, True)] * 2


def test_the_batch_says_it_once_and_grades_again_when_it_is_mended(course):
    graded, printed = grade(course)
    assert graded == 2 and printed.count("setup_imports") == 1
    said = re.sub(r"\s+", " ", printed)
    assert f"{FAULT} {LINE}" in said, said
    assert "2 submissions have no score for it, through no fault of theirs (anna, bob)" in said
    assert "autograder doctor" in said
    assert scores(course) == {f"anna/{NOTEBOOK}": "", f"bob/{NOTEBOOK}": ""}
    assert_nobody_has_a_score(course)
    assert kept(course) == {} and grade(course)[0] == 2


def test_nbgraders_command_agrees(course):
    done = run_nbgrader(course, "autograde", NAME, "--force")
    assert done.returncode == 0 and done.stdout.count(LINE) == 2, done.stdout  # once for each student
    assert_nobody_has_a_score(course)


def test_the_doctor_finds_it_before_anybody_is_graded(course):
    (found,) = [finding for finding in examine(course) if finding.name == "setup cells"]
    assert found.state is Health.MISSING
    assert found.text.startswith(f"{NAME}/{FAULT} {LINE}")
    assert "install what is missing" in found.next_step
