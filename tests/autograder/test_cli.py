"""The commands as an instructor types them: a folder of submissions goes in, scores come out."""

import csv
import json
import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.assignment import load
from autograder.grading.report import table
from autograder.nbgrader.gradebook import GradebookWriter
from autograder.results import CheckResult, NotebookResult, State, seed_name
from helpers.sample import NAME, NOTEBOOK, write_sample
from samples.answers import handed_in
from samples.demo import make_class

ROOT = Path(__file__).parents[2]


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "COLUMNS": "200", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [str(argument) for argument in arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def rows(course: Path, notebook: str = NOTEBOOK) -> dict[str, dict[str, str]]:
    with (course / "grades.csv").open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file) if row["notebook"] == notebook}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess]:
    """A class on the sample assignment, graded by `autograder grade`."""
    course = tmp_path_factory.mktemp("course")
    assignment = write_sample(course)
    make_class(load(assignment), course / "no answers", course / "submitted")
    (course / "submitted" / "=cmd").mkdir()
    shutil.copytree(course / "submitted" / "right" / NAME, course / "submitted" / "=cmd" / NAME)
    return course, run("autograder", "grade", "submitted", "--assignment", NAME, cwd=course)


def test_every_submission_gets_a_row_and_what_it_deserves(graded):
    course, _ = graded
    found = rows(course)
    students = {path.name for path in (course / "submitted").iterdir()}
    assert {row.lstrip("'") for row in found} == students
    scores = {name: row["score"] for name, row in found.items()}
    for name, score in scores.items():
        kind = name.partition("_")[0]
        if kind == "right":
            assert score == "4", name
        if kind == "untouched" or name in ("hostile_patches_tools", "hostile_wraps_ipython", "hostile_edits_checks"):
            assert score == "0", name
    assert scores["damaged_no_metadata"] == scores["damaged_cells"] == "4"


def test_what_cannot_be_graded_has_no_score_and_is_named(graded):
    course, finished = graded
    for name in ("damaged_truncated", "damaged_web_page", "damaged_file_name", "damaged_empty_folder"):
        row = rows(course)[name]
        assert row["score"] == ""
        assert f"{NOTEBOOK}.ipynb" in row["problem"]
    assert finished.returncode == 1
    assert "Traceback" not in finished.stdout + finished.stderr


def test_the_table_shows_every_student_and_says_where_to_look(graded):
    course, finished = graded
    for student in (course / "submitted").iterdir():
        assert student.name in finished.stdout
    for place in ("grades.csv", "results", "autograded", "✓ passed"):
        assert place in finished.stdout


def test_results_gradebook_and_table_agree(graded):
    course, _ = graded
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for student, row in rows(course).items():
            student = student.removeprefix("'")
            result = json.loads((course / "results" / NAME / student / f"{NOTEBOOK}.json").read_text())
            assert row["score"] == ("" if result["score"] is None else f"{result['score']:g}")
            saved = gradebook.find_submission_notebook(NOTEBOOK, NAME, student)
            assert saved.score == (result["score"] or 0)
            assert result["seed"] == row["seed"] == seed_name(int((course / ".autograder-seed").read_text()))


def test_a_name_that_a_spreadsheet_would_run_is_quoted(graded):
    assert "'=cmd" in rows(graded[0])


def test_a_very_long_name_leaves_room_for_the_marks():
    results = []
    for student in ("x" * 200, "anna"):
        result = NotebookResult(student, NAME, NOTEBOOK, 1, repairs=["Something was mended."])
        for question in ("first", "second", "third"):
            result.checks.append(CheckResult(f"{question}_check", question, State.PASSED, 1, 1))
        results.append(result)
    console = Console(file=StringIO(), width=80)
    console.print(table(results, "Doubling"))
    printed = console.file.getvalue()
    assert printed.count("✓") >= 6
    assert printed.count("Something was mended.") == 2


def test_one_student_alone_can_be_graded_again(graded):
    course, _ = graded
    finished = run("autograder", "grade", "submitted", "--assignment", NAME, "--student", "right", cwd=course)
    assert finished.returncode == 0
    assert "untouched" not in finished.stdout
    assert "untouched" in rows(course)  # grades.csv stays whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "nowhere", "--assignment", NAME], "nowhere is not a folder"),
        (["grade", "submitted", "--assignment", "hw9"], "hw9"),
        (["grade", "submitted", "--assignment", NAME, "--student", "nobody"], "no submission of nobody"),
        (["grade", "empty", "--assignment", NAME], "nothing to grade"),
        (
            ["grade", "submitted", "--assignment", NAME, "--notebook", "halving"],
            "has no notebook 'halving'",
        ),
    ],
)
def test_a_wrong_call_is_one_sentence(graded, arguments, said):
    course, _ = graded
    (course / "empty").mkdir(exist_ok=True)
    finished = run("autograder", *arguments, cwd=course)
    assert finished.returncode == 2
    assert said in finished.stdout
    assert len(finished.stdout.strip().splitlines()) == 1
    assert not finished.stderr


def test_both_commands_agree_to_the_point_on_a_real_notebook(tmp_path):
    """A wrong part that is carried forward, a damaged notebook and a hostile one, by both commands.

    It is the only one of the homework's notebooks that these students hand in.
    """
    assignment = load(ROOT / "solutions" / "hw1_autodiff")
    answers = {
        "wrong": {"deep_forward_code": "def deep_forward(x, weights, biases):\n    return weights[-1] @ x"},
        "hostile": {
            "deep_forward_code": "np.allclose = lambda *a, **k: True\ndef deep_forward(x, weights, biases):\n    0"
        },
    }
    for student, cells in answers.items():
        nb = handed_in(assignment, "matrix", cells)
        for cell in nb.cells if student == "wrong" else []:
            cell.metadata = {}  # and damaged
        folder = tmp_path / "submitted" / student / "hw1_autodiff"
        folder.mkdir(parents=True)
        (folder / "matrix.ipynb").write_text(json.dumps(nb))
    run("autograder", "grade", tmp_path / "submitted", "--assignment", "hw1_autodiff", cwd=ROOT)
    ours = {name: float(row["score"]) for name, row in rows(tmp_path, "matrix").items()}
    assert {name: row["score"] for name, row in rows(tmp_path, "scalar").items()} == dict.fromkeys(answers, "0")
    (tmp_path / "gradebook.db").unlink()
    shutil.rmtree(tmp_path / "autograded")
    made = run("nbgrader", "generate_assignment", "hw1_autodiff", "--course-dir", tmp_path, "--force", cwd=ROOT)
    assert made.returncode == 0, made.stderr
    finished = run("nbgrader", "autograde", "hw1_autodiff", "--course-dir", tmp_path, cwd=ROOT)
    assert finished.returncode == 0, finished.stderr
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        theirs = {name: gradebook.find_submission_notebook("matrix", "hw1_autodiff", name).score for name in ours}
    assert theirs == ours
    assert 0 < ours["wrong"] < 67


REFUSED = """
from autograder.benches import system_calls
system_calls.refuse()  # as in many containers: no new namespaces
"""
GRADE = "from autograder.cli import app\napp({arguments!r})"
AUTOGRADE = "from nbgrader.apps.nbgraderapp import NbGraderApp\nNbGraderApp.launch_instance({arguments!r})"


@pytest.mark.parametrize("code", [GRADE, AUTOGRADE], ids=["autograder", "nbgrader"])
def test_where_students_cannot_be_confined_nothing_is_graded(tmp_path, code):
    assignment = load(write_sample(tmp_path))
    folder = tmp_path / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_text(json.dumps(handed_in(assignment, NOTEBOOK)))
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    GradebookWriter(tmp_path, assignment).close()  # nbgrader knows the assignment
    arguments = ["autograde", NAME, "--create"] if code is AUTOGRADE else ["grade", "submitted", "--assignment", NAME]
    refused = run(sys.executable, "-c", REFUSED + code.format(arguments=arguments), cwd=tmp_path)
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "cannot be confined on this machine: unshare of namespaces: Operation not permitted." in said, said
    assert "--sandbox none" in said and "Traceback" not in said
    assert not list(tmp_path.glob("autograded/ada/**/*.ipynb"))
    if code is GRADE:
        arguments += ["--sandbox", "none"]
        graded = run(sys.executable, "-c", REFUSED + code.format(arguments=arguments), cwd=tmp_path)
        assert graded.returncode == 0, graded.stdout + graded.stderr
        assert "Graded without a sandbox" in graded.stdout
        assert rows(tmp_path)["ada"]["score"] == "4"
