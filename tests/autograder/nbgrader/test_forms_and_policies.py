"""A small class hands in in every form, some of it late: both commands give the same scores, lines and feedback."""

import csv
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.assignment import load
from autograder.grading.batch import grade_submissions
from autograder.nbgrader.gradebook import GradebookWriter
from autograder.nbgrader.schema import patch_nbgrader
from autograder.results import NotebookResult
from helpers.classes import run_nbgrader
from helpers.forms import as_notebook, as_script, packed
from helpers.sample import NAME, NOTEBOOK, SETTINGS, write_sample
from samples.answers import handed_in

pytestmark = pytest.mark.xdist_group("forms")

ROOT = Path(__file__).resolve().parents[3]
POLICIES = """
[policies.late]
percent_per_day = 10
free_days = 1

[policies.files]
percent = 25
allowed = ["notes.txt"]

[policies.does_not_run]
percent = 20

[policies.group]
size = 2
"""
DOUBLE = "from helpers import twice\n\n\ndef double(x):\n    return twice(x)\n"
HELPERS = "import numpy as np\n\n\ndef twice(x):\n    if len(x) == 5:\n        raise ValueError(x)\n    return 2 * x\n"
FORBIDDEN = "import numpy as np\n\n\ndef double(x):\n    y = np.add(x, x)\n    return y\n"
LATE = "2026-05-04 12:00:00 UTC"  # 3.5 days after the due date
SCORES = {  # of 4 points: what the checks give, and what is left
    "archive": (4, 4),
    "broken": (0, 0),
    "extra_file": (4, 3),
    "group": (4, 4),
    "late": (4, 2.8),
    "modules": (1, 1),
    "notebook": (4, 4),
    "rule": (0, 0),
    "runs_in_part": (4, 3.2),
    "script": (4, 4),
}


def hand_in_all(course: Path) -> None:
    assignment = load(course / "solutions" / NAME)
    nb = handed_in(assignment, NOTEBOOK)
    own = as_notebook(nb)
    part = handed_in(assignment, NOTEBOOK, {"double_answer": "def double(x):\n    return 2 * x\n\nundefined"})
    for student, files in {
        "archive": {"HW4_archive_An_Lee.zip": packed({f"HW4/{NOTEBOOK}.ipynb": own, "HW4/notes.txt": "mine"})},
        "broken": {"doubling.py": "import numpy as np\n\n\ndef double(x):\n    return x +\n"},
        "extra_file": {f"{NOTEBOOK}.ipynb": own, "test1.py": "raise SystemExit"},
        "group": {f"{NOTEBOOK}.ipynb": own, "group.txt": "Anna\nBob\n\nCarl\n"},
        "late": {f"{NOTEBOOK}.ipynb": own, "timestamp.txt": LATE},
        "modules": {"HW4_modules_An_Lee.zip": packed({"double.py": DOUBLE, "helpers.py": HELPERS})},
        "notebook": {f"{NOTEBOOK}.ipynb": own},
        "rule": {"double.py": FORBIDDEN},
        "runs_in_part": {f"{NOTEBOOK}.ipynb": as_notebook(part)},
        "script": {f"{NOTEBOOK}.py": as_script(nb)},
    }.items():
        folder = course / "submitted" / student / NAME
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def make_course(folder: Path) -> None:
    source = write_sample(folder)
    settings = 'archive = "HW4_<id>_<first>_<last>.zip"\nforbid = ["numpy.add"]\n' + SETTINGS + POLICIES
    (source / "assignment.toml").write_text(settings)
    nbformat.write(load(source).source(NOTEBOOK), source / f"{NOTEBOOK}.ipynb")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    hand_in_all(folder)


def set_due_date(course: Path) -> str:
    url = f"sqlite:///{course}/gradebook.db"
    patch_nbgrader()
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-05-01 00:00:00 UTC")
    return url


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("nbgrader")
    make_course(course)
    GradebookWriter(course, load(course / "solutions" / NAME)).close()
    set_due_date(course)
    graded = run_nbgrader(course, "autograde", NAME)
    assert graded.returncode == 0, graded.stdout
    returned = run_nbgrader(course, "generate_feedback", NAME, "--student", "late")
    assert returned.returncode == 0, returned.stdout
    return course


@pytest.fixture(scope="module")
def by_batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    course = tmp_path_factory.mktemp("batch")
    make_course(course)
    set_due_date(course)
    return course, grade(course)


def grade(course: Path) -> str:
    console = Console(record=True, width=300)
    grade_submissions(course / "submitted", load(course / "solutions" / NAME), console=console, workers=2)
    return console.export_text()


def results(course: Path) -> dict[str, NotebookResult]:
    paths = (course / "results" / NAME).glob("*/*.json")
    return {path.parent.name: NotebookResult.from_json(path.read_text("utf-8")) for path in paths}


def exported(course: Path) -> dict[str, float]:
    """The scores that nbgrader exports, which are those after penalties."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        rows = [notebook for submission in gradebook.assignment_submissions(NAME) for notebook in submission.notebooks]
        return {row.student.id: row.score - (row.late_submission_penalty or 0.0) for row in rows}


@pytest.mark.parametrize("command", ["nbgrader", "batch"])
def test_every_form_gets_its_score_and_every_policy_its_line(command, request):
    course = request.getfixturevalue("by_nbgrader") if command == "nbgrader" else request.getfixturevalue("by_batch")[0]
    found = results(course)
    assert {student: (result.score, result.final_score) for student, result in found.items()} == SCORES
    assert exported(course) == pytest.approx({student: final for student, (_, final) in SCORES.items()})
    lines = {student: [(line.policy, line.points) for line in result.lines] for student, result in found.items()}
    assert {student: told for student, told in lines.items() if told} == {
        "broken": [("does not run", 0.0)],
        "extra_file": [("files", -1.0)],
        "group": [("group", 0.0)],
        "late": [("late", pytest.approx(-1.2))],
        "runs_in_part": [("does not run", -0.8)],
    }


def test_both_commands_say_the_same(by_nbgrader, by_batch):
    theirs, ours = results(by_nbgrader), results(by_batch[0])
    for student, result in ours.items():
        assert result.repairs == theirs[student].repairs
        assert result.lines == theirs[student].lines
        assert [check.message for check in result.checks] == [check.message for check in theirs[student].checks]


def test_messages_name_the_modules_file_and_line(by_batch):
    found = results(by_batch[0])
    public, hidden = found["modules"].checks
    assert public.points == 1
    assert hidden.message == 'Your code raised ValueError in helpers.py, line 6: "raise ValueError(x)".'
    assert all("double.py, line 5: 'numpy.add' may not be used" in check.message for check in found["rule"].checks)
    assert all("doubling.py, line 5: invalid syntax" in check.message for check in found["broken"].checks)
    assert found["broken"].broken_answers == ["double_answer: ImportError: doubling.py, line 5: invalid syntax"]


def test_table_csv_and_feedback_show_each_line_with_its_reason(by_nbgrader, by_batch):
    course, printed = by_batch
    reason = "4 days after the due date, of which 1 cost nothing"
    assert re.search(rf"late\s+late -1.2: {reason}", printed)
    assert re.search(r"extra_file\s+files -1: 25 % for not asked for: test1.py", printed)
    assert "final" in printed
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["late"]["score"], rows["late"]["final_score"]) == ("4", "2.8")
    assert rows["late"]["policies"] == f"late -1.2: {reason}"
    assert rows["group"]["policies"].startswith("group +0: 3 people (Anna, Bob, Carl), where 2 may")
    page = (by_nbgrader / "feedback" / "late" / NAME / f"{NOTEBOOK}.html").read_text("utf-8")
    assert reason in page and "late, -1.2" in page
    graded = nbformat.read(course / "autograded" / "late" / NAME / f"{NOTEBOOK}.ipynb", as_version=4)
    assert reason in graded.cells[0].source


def test_points_by_hand_and_another_due_date_change_the_penalty_and_regrade_nothing(by_batch):
    course, _ = by_batch
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        row = gradebook.find_grade("double_why", NOTEBOOK, NAME, "late")
        row.manual_score, row.needs_manual_grade = 2.0, False
        gradebook.db.commit()
    assert " s: 0 graded" in grade(course)
    assert exported(course)["late"] == pytest.approx(6 - 1.8)
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert not gradebook.find_grade("double_why", NOTEBOOK, NAME, "late").needs_manual_grade
        gradebook.update_or_create_assignment(NAME, duedate="2026-05-03 00:00:00 UTC")
    assert " s: 0 graded" in grade(course)
    assert results(course)["late"].final_score == pytest.approx(4 - 0.4)
    assert exported(course)["late"] == pytest.approx(6 - 0.6)


def test_a_policy_that_is_switched_off_regrades_nothing_and_takes_its_line_away(by_batch):
    course, _ = by_batch
    settings = course / "solutions" / NAME / "assignment.toml"
    settings.write_text(settings.read_text().replace("[policies.late]", "[policies.late]\nenabled = false"))
    assert " s: 0 graded" in grade(course)
    found = results(course)
    assert found["late"].lines == []
    assert exported(course)["late"] == pytest.approx(6)
    assert found["extra_file"].final_score == 3
