"""The demonstration class: its files are what they say, and grading it gives each what it deserves."""

import csv
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from autograder.assignment import Assignment, AssignmentError, load
from autograder.grading.batch import grade_submissions
from autograder.roles import Role, role
from autograder.submissions.submission import discover
from helpers.classes import two_notebooks
from helpers.sample import NAME, NOTEBOOK, SETTINGS, TWO, write_sample
from samples.demo import also_hand_in, make_class

pytestmark = pytest.mark.xdist_group("demo")  # its class is made once

ROOT = Path(__file__).resolve().parents[2]
DOUBLE = "# %% double_answer\ndef double(x):\n    return "
ANSWERS = {
    "right/as_a_product.py": f"# By a product. Shorter.\n{DOUBLE}2 * x\n",
    "wrong/square.py": f"# Right for 2.\n# loses: double_hidden\n{DOUBLE}x**2\n",
    "wrong/itself.py": f"# Gives x. Once.\n# loses: double_public, double_hidden\n{DOUBLE}x\n",
}
EXPECTED = {
    "right": "4",
    "right_other_style": "4",
    "untouched": "0",
    "wrong_double": "0",
    "damaged_no_metadata": "4",
    "damaged_cells": "4",
    "damaged_truncated": "",
    "damaged_web_page": "",
    "damaged_file_name": "",
    "damaged_empty_folder": "",
    "form_archive": "4",
    "form_modules": "4",
    "hostile_patches_tools": "0",
    "hostile_wraps_ipython": "0",
    "hostile_edits_checks": "0",
    "hostile_crash": "0",
    "hostile_endless_loop": "3",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    settings = write_sample(folder) / "assignment.toml"
    settings.write_text(
        SETTINGS.replace("[notebooks", "[limits]\ncheck_seconds = 3\n\n[notebooks", 1), encoding="utf-8"
    )
    for name, text in ANSWERS.items():
        path = folder / "answers" / NOTEBOOK / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def assignment(course: Path) -> Assignment:
    return load(course / "solutions" / NAME)


@pytest.fixture(scope="module")
def about(course: Path, assignment: Assignment) -> dict[str, str]:
    return dict(make_class(assignment, course / "answers", course / "demo" / "submitted"))


def test_the_class_has_every_kind_of_student_and_says_what_each_is(course, about):
    assert list(about) == list(EXPECTED)
    text = (course / "demo" / "ABOUT.txt").read_text(encoding="utf-8")
    assert all(name in text and what in text for name, what in about.items())
    assert about["wrong_double"] == "Gives x."  # the one that loses two checks
    assert about["right_other_style"].endswith("By a product.")


def test_the_files_are_what_they_say(course, assignment, about):
    found = {submission.student: submission for submission in discover(course / "demo" / "submitted", assignment)}
    assert found.keys() == about.keys()
    problems = {student: submission.read(NOTEBOOK)[2] for student, submission in found.items()}
    assert {student for student, problem in problems.items() if problem} == {
        "damaged_truncated",
        "damaged_web_page",
        "damaged_file_name",
        "damaged_empty_folder",
    }
    stripped, _, _ = found["damaged_no_metadata"].read(NOTEBOOK)
    assert not any(cell.metadata for cell in stripped.cells)
    shuffled, _, _ = found["damaged_cells"].read(NOTEBOOK)
    assert Role.CHECK not in {role(cell) for cell in shuffled.cells}
    edited, _, _ = found["hostile_edits_checks"].read(NOTEBOOK)
    checks = [cell for cell in edited.cells if role(cell) is Role.CHECK]
    assert [cell.metadata.nbgrader.points for cell in checks] == [400, 400]
    assert all(cell.metadata.tags == ["skip-execution"] for cell in checks)


def test_some_hand_in_all_notebooks_of_another_assignment(course, assignment, about, tmp_path):
    folder = two_notebooks(tmp_path / "other") / "solutions" / NAME
    other = load(folder.rename(folder.with_name("hw9_other")))
    shutil.copytree(course / "demo", tmp_path / "demo")
    shutil.copytree(course / "answers" / NOTEBOOK, tmp_path / "answers" / TWO)
    made = dict(also_hand_in(other, tmp_path / "answers", tmp_path / "demo" / "submitted"))
    assert made == {"right": "Every answer is right.", "wrong_double": f"{TWO}: Gives x."}
    assert "hand in hw9_other, too" in (tmp_path / "demo" / "ABOUT.txt").read_text(encoding="utf-8")
    results = grade_submissions(tmp_path / "demo" / "submitted", other)
    scores = {(result.student, result.notebook): result.score for result in results}
    assert scores == {
        ("right", NOTEBOOK): 4,
        ("right", TWO): 4,
        ("wrong_double", NOTEBOOK): 4,
        ("wrong_double", TWO): 0,
    }


def test_an_existing_folder_is_left_alone(course, assignment, about):
    with pytest.raises(AssignmentError, match="there already"):
        make_class(assignment, course / "answers", course / "demo" / "submitted")


def test_without_sample_answers_the_others_are_made(course, assignment, about, tmp_path):
    names = [name for name, _ in make_class(assignment, tmp_path / "none", tmp_path / "submitted")]
    assert names == [name for name in about if not name.startswith(("right_", "wrong_"))]


def test_everyone_earns_what_they_deserve_and_the_picture_shows_it(course, assignment, about):
    results = grade_submissions(course / "demo" / "submitted", assignment)
    with (course / "demo" / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student"]: row["score"] for row in csv.DictReader(file)}
    assert scores == EXPECTED
    states = {result.student: Counter(check.state.value for check in result.checks) for result in results}
    assert states["hostile_crash"] == {"crashed": 2}
    assert "timed out" in states["hostile_endless_loop"]

    picture = course / "demo.svg"
    command = [sys.executable, ROOT / "docs" / "pictures" / "draw.py", course / "demo", picture]
    subprocess.run(command, check=True)
    drawn = picture.read_text(encoding="utf-8")
    assert all(student in drawn for student in EXPECTED)
    assert "http" not in drawn.replace("http://www.w3.org", "").replace("https://www.textualize.io", "")


def test_make_demo_leaves_a_clone_as_it_was(tmp_path):
    """All that it writes is in `demo/`. The steps are the Makefile's; the assignment is the sample, to be quick."""

    def git(*words: str) -> str:
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.edu", *words]
        return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True).stdout

    clone = tmp_path / "clone"
    if not (ROOT / ".git").exists() or not shutil.which("make"):
        pytest.skip("this is no git checkout, or there is no make")
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    settings = write_sample(clone) / "assignment.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[limits]\ncheck_seconds = 3\n", encoding="utf-8")
    git("add", "--all")
    git("commit", "-qm", "A small assignment")
    # This very environment: `-o` has make take it for finished, however old its mark is.
    environment = [f"VENV={sys.prefix}", "-o", f"{sys.prefix}/for-grading"]
    ended = subprocess.run(
        ["make", "demo", f"ASSIGNMENT={NAME}", "ALSO=", *environment], cwd=clone, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    with (clone / "demo" / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student"]: row["score"] for row in csv.DictReader(file)}
    assert scores == {student: score for student, score in EXPECTED.items() if student in scores}
    assert {"right", "hostile_crash", "damaged_cells"} <= scores.keys()
    assert git("status", "--porcelain") == ""
