"""nbgrader's own commands, as an instructor runs them: our scores in its gradebook, our messages in its feedback."""

import csv
import json
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.assignment import Assignment, load
from autograder.errors import UserError
from autograder.grading.batch import grade_submissions
from autograder.nbgrader.course_files import course_seed
from autograder.nbgrader.gradebook import GradebookWriter
from autograder.nbgrader.safe_html import SafeHTML, safe_html
from autograder.results import NotebookResult, State, seed_name
from autograder.roles import grade_id
from helpers.classes import run_nbgrader
from helpers.sample import NAME, NOTEBOOK, write_sample
from samples.answers import handed_in

ROOT = Path(__file__).resolve().parents[3]

IN_PLACE = "def double(x):\n    x *= 2\n    return x"  # the right values, but the input is gone

HOSTILE = """\
from IPython.display import HTML, Javascript, Markdown, display

display(HTML("<table><thead><tr><th>kept</th></tr></thead></table>"))
display(HTML("<script>alert(1)</script><img src=x onerror=alert(2)>"))
display(Javascript("alert(3)"))
display(Markdown("**bold** <script>alert(4)</script>"))
display({"image/png": "aGVsbG8="}, raw=True, metadata={"image/png": {"width": "1 onerror=alert(5)"}})
display({"image/png": "iVBORw0KGgo="}, raw=True, metadata={"image/png": {"alt": 'a "<b>" chart'}})
print("<script>alert(6)</script>")

def double(x):
    raise ValueError("<script>alert(7)</script>")
"""

DESCRIBED = 'a "<b>" chart'
ELSEWHERE = "山田\u3000太郎"  # a space of another script, which is as good as any
NAMED = {  # folders that neither command grades, and what both say
    "anna\u00a0b": "The folder anna[U+00A0]b has U+00A0 NO-BREAK SPACE in its name",
    "anna\nb": "The folder anna[U+000A]b has U+000A LINE FEED in its name",
    ".hans": ".hans begins with a dot and was not looked at",
}
WRITTEN = """\
# Why
Because $a < b$. <script>alert(8)</script> [click](javascript:alert(9)) <a href="/logout" onclick="alert(10)">out</a>
![sketch](attachment:sketch.png) ![gone](attachment:gone.png) <p style="position:fixed" id="double_why">over all</p>
"""


def make_course(folder: Path) -> Assignment:
    """The sample course, as its repository would be: sources, and nbgrader's settings beside them."""
    source = write_sample(folder)
    assignment = load(source)
    nbformat.write(assignment.source(NOTEBOOK), source / f"{NOTEBOOK}.ipynb")
    (source / "experiments").mkdir()  # what running the notebook beside its source leaves: never released
    (source / "experiments" / "settings.json").write_text("{}")
    config = (ROOT / "nbgrader_config.py").read_text()
    late = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    (folder / "nbgrader_config.py").write_text(config + late)
    return assignment


def hand_in(course: Path, student: str, nb: NotebookNode | str, name: str = NOTEBOOK) -> Path:
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True)
    text = nb if isinstance(nb, str) else json.dumps(nb)
    (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return folder


def hand_in_all(course: Path, assignment: Assignment) -> None:
    hand_in(course, "anna", handed_in(assignment, NOTEBOOK))
    hand_in(course, "bob_untouched", assignment.release(NOTEBOOK))
    hand_in(course, "carl_half", handed_in(assignment, NOTEBOOK, {"double_answer": IN_PLACE}))
    damaged = handed_in(assignment, NOTEBOOK)
    for cell in damaged.cells:
        if grade_id(cell) == "double_public":
            cell.metadata.nbgrader.points, cell.metadata["tags"] = 400, ["skip-execution"]
    del damaged.cells[[grade_id(cell) for cell in damaged.cells].index("double_hidden")]
    damaged.cells[2].metadata = {"nbgrader": 3}
    hand_in(course, "dora_damaged", damaged)
    hand_in(course, "emil_broken", '{"cells": [')
    hostile = handed_in(assignment, NOTEBOOK, {"double_answer": HOSTILE, "double_why": WRITTEN})
    next(cell for cell in hostile.cells if "Because" in cell.source)["attachments"] = {
        "sketch.png": {"image/png": "aGVsbG8="}
    }
    hostile.cells += [
        new_raw_cell("<script>alert(11)</script>"),
        new_markdown_cell("<svg onload=alert(12)>" + "> " * 2000),
        new_markdown_cell("\\\\[" * 20_000),  # rendering it would take minutes
    ]
    folder = hand_in(course, "fred_hostile", hostile)
    (folder / "secret.txt").symlink_to(course / "solutions" / NAME / f"{NOTEBOOK}.py")
    (folder / "numpy.py").write_text("raise SystemExit")
    (folder / "runs").mkdir()
    (folder / "runs" / "log.txt").write_text("mine")
    os.mkfifo(folder / "pipe")
    with (folder / "huge.bin").open("wb") as file:
        file.truncate(200_000_000)
    for name in NAMED:
        hand_in(course, name, handed_in(assignment, NOTEBOOK))
    (course / "submitted" / "ines_linked").symlink_to("anna")
    (hand_in(course, ELSEWHERE, handed_in(assignment, NOTEBOOK)) / "timestamp.txt").write_text("tomorrow")
    late = hand_in(course, "gina_late", handed_in(assignment, NOTEBOOK))
    (late / "timestamp.txt").write_text("2026-05-02 00:00:00 UTC")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that nbgrader's commands have taken from source to feedback."""
    folder = tmp_path_factory.mktemp("nbgrader")
    assignment = make_course(folder)
    made = run_nbgrader(folder, "generate_assignment", NAME)
    assert made.returncode == 0, made.stdout
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-05-01 00:00:00 UTC")
    hand_in_all(folder, assignment)
    graded = run_nbgrader(folder, "autograde", NAME)
    (folder / "autograde.log").write_text(graded.stdout)
    assert graded.returncode == 0, graded.stdout
    returned = run_nbgrader(folder, "generate_feedback", NAME)
    assert returned.returncode == 0, returned.stdout
    return folder


def grades(course: Path) -> dict[str, dict[str, Any]]:
    """What the gradebook says of each student: scores by cell, comments, lateness."""
    found: dict[str, dict[str, Any]] = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions(NAME):
            (notebook,) = submission.notebooks
            found[submission.student.id] = {
                "timestamp": submission.timestamp,
                "penalty": notebook.late_submission_penalty,
                "comments": {comment.name: comment.comment for comment in notebook.comments},
            } | {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}
    return found


def result(course: Path, student: str) -> NotebookResult:
    path = course / "results" / NAME / student / f"{NOTEBOOK}.json"
    return NotebookResult.from_json(path.read_text(encoding="utf-8"))


def feedback(course: Path, student: str) -> str:
    return (course / "feedback" / student / NAME / f"{NOTEBOOK}.html").read_text(encoding="utf-8")


# --- nbgrader's commands ---


def test_the_release_is_ours_and_holds_nothing_else(course):
    assert [path.name for path in (course / "notebooks").rglob("*") if path.is_file()] == [f"{NOTEBOOK}.ipynb"]
    release = nbformat.read(course / "notebooks" / NAME / f"{NOTEBOOK}.ipynb", as_version=4)
    assert release.cells == load(course / "solutions" / NAME).release(NOTEBOOK).cells


def test_the_gradebook_has_the_points_of_the_results(course):
    for student, row in grades(course).items():
        for check in result(course, student).checks:
            assert row[check.grade_id] == (check.points, check.state is State.ERROR)


def test_each_student_gets_what_the_answer_deserves(course):
    points = {
        student: (row["double_public"], row["double_hidden"], row["double_why"])
        for student, row in grades(course).items()
    }
    done, wrong, waits = lambda score: (score, False), (0.0, False), (None, True)
    assert points == {
        "anna": (done(1.0), done(3.0), waits),
        "bob_untouched": (wrong, wrong, wrong),
        "carl_half": (done(1.0), wrong, waits),
        "dora_damaged": (done(1.0), done(3.0), waits),
        "emil_broken": (waits, waits, waits),
        "fred_hostile": (wrong, wrong, waits),
        "gina_late": (done(1.0), done(3.0), waits),
        ELSEWHERE: (done(1.0), done(3.0), waits),
    }


def test_comments_and_penalties_are_nbgraders(course):
    rows = grades(course)
    assert rows["bob_untouched"]["comments"]["double_why"] == "No response."
    assert rows["anna"]["comments"] == {"double_answer": None, "double_why": None}
    assert rows["emil_broken"]["comments"]["double_why"] is None
    assert [student for student, row in rows.items() if row["penalty"] is not None] == ["gina_late"]
    assert rows["gina_late"]["penalty"] == 4.0


def test_an_unreadable_file_is_named_and_the_others_are_graded(course):
    log = (course / "autograde.log").read_text()
    assert f"emil_broken/{NAME}/{NOTEBOOK} was not graded: {NOTEBOOK}.ipynb breaks off in line 1" in log
    assert "Traceback" not in log
    assert "could not be graded" in feedback(course, "emil_broken")
    assert result(course, "emil_broken").score is None


def test_repairs_are_told_to_instructor_and_student(course):
    said = "Changed points or settings of cells do not count: double_public."
    assert f"dora_damaged/{NAME}/{NOTEBOOK}: {said}" in (course / "autograde.log").read_text()
    assert said in result(course, "dora_damaged").repairs
    assert said in feedback(course, "dora_damaged")


def test_feedback_says_what_failed_and_never_how_it_was_found_out(course):
    page = feedback(course, "carl_half")
    (failed,) = [check for check in result(course, "carl_half").checks if check.state is State.FAILED]
    assert failed.message in page.replace("&#39;", "'").replace("&quot;", '"')
    assert "✗ failed: 0 of 3 points" in page
    assert "✓ passed: 1 of 1 points" in page
    for student in grades(course):
        page = feedback(course, student)
        for hidden in ("BEGIN HIDDEN", "rng.normal", "check.unchanged", "reference.double", "BEGIN SOLUTION"):
            assert hidden not in page


def test_the_seed_is_the_graders_secret(course):
    seed = str(course_seed(course))
    assert stat.S_IMODE((course / ".autograder-seed").stat().st_mode) == 0o600
    assert stat.S_IMODE((course / "results").stat().st_mode) == 0o700
    assert result(course, "anna").seed == seed_name(int(seed))
    files = [path for path in course.rglob("*") if path.is_file() and path.name != ".autograder-seed"]
    assert not [path for path in files if seed.encode() in path.read_bytes()]


def dangers(page: str) -> list[str]:
    """What of the hostile notebook would run, or act, in a browser that shows this page."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        found += [f"{tag.name} {name}={value}" for name, value in tag.attrs.items() if "alert" in str(value)]
        if tag.name == "script" and "alert(" in tag.get_text():
            found.append(str(tag))
        if tag.name in ("svg", "iframe") or "position" in tag.get("style", "") or tag.get("href") == "/logout":
            found.append(str(tag))
    return found


def test_dangers_are_seen():
    page = "<p onclick='alert()'></p><script>alert()</script><svg></svg><a href='javascript:alert()'></a>"
    assert (
        len(dangers(page + "<p style='position: fixed'></p><a href='/logout'></a><img src='x' onerror='alert()'>")) == 7
    )


def test_no_script_of_a_students_reaches_the_feedback(course):
    page = feedback(course, "fred_hostile")
    assert dangers(page) == []
    assert 'id="double_why"' not in page
    assert "<th>kept</th>" in page
    assert "<strong>bold</strong>" in page
    assert "$a &lt; b$" in page
    assert 'src="data:image/png;base64,aGVsbG8="' in page


def test_a_pictures_description_reaches_the_feedback(course):
    pictures = BeautifulSoup(feedback(course, "fred_hostile"), "html.parser").find_all("img")
    assert [picture["alt"] for picture in pictures if picture.get("src", "").endswith(",iVBORw0KGgo=")] == [DESCRIBED]


def test_only_what_was_asked_for_is_kept_of_a_submission(course):
    kept = {
        path.relative_to(course / "autograded").as_posix()
        for path in (course / "autograded").rglob("*")
        if path.is_file()
    }
    assert {name for name in kept if "fred" in name} == {f"fred_hostile/{NAME}/{NOTEBOOK}.ipynb"}
    assert f"gina_late/{NAME}/timestamp.txt" in kept
    assert not (course / "autograded" / "fred_hostile" / NAME / "runs").exists()
    (remark, other) = [text for text in result(course, "fred_hostile").repairs if "secret" in text or "numpy" in text]
    assert remark == "secret.txt is a symbolic link and was not followed."
    assert "'huge.bin', 'numpy.py', 'runs/log.txt'" in other
    assert "pipe is not an ordinary file and was not opened." in result(course, "fred_hostile").repairs
    log = (course / "autograde.log").read_text()
    assert "Copying" not in log  # nbgrader would have gone after the link, stopped at the pipe, and taken what is huge
    assert any("timestamp.txt holds no time" in text for text in result(course, ELSEWHERE).repairs)


def test_a_folder_with_a_name_that_cannot_be_recorded_is_named_and_the_others_are_graded(course, batch):
    printed = {course: (course / "autograde.log").read_text(), batch: (batch / "printed").read_text()}
    said = [*NAMED.values(), "ines_linked is a symbolic link"]
    for folder, text in printed.items():
        assert not [sentence for sentence in said if sentence not in text]
        assert not any((folder / "autograded" / name).exists() for name in (*NAMED, "ines_linked"))
    with (batch / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {*rows} == {*grades(batch), "anna[U+00A0]b", "anna[U+000A]b"}
    assert (rows["anna[U+00A0]b"]["score"], rows["anna[U+00A0]b"]["max_score"]) == ("", "4")
    assert NAMED["anna\u00a0b"] in rows["anna[U+00A0]b"]["problem"]


# --- the batch ---


@pytest.fixture(scope="module")
def batch(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same submissions, seed and settings, graded by `autograder grade`'s function."""
    folder = tmp_path_factory.mktemp("batch")
    assignment = make_course(folder)
    hand_in_all(folder, assignment)
    shutil.copy(course / ".autograder-seed", folder)
    GradebookWriter(folder, assignment).close()
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-05-01 00:00:00 UTC")
    old = os.getcwd()
    os.chdir(folder)  # nbgrader reads the settings of the current folder, too: here they are the course's
    try:
        with (folder / "printed").open("w") as printed:
            console = Console(file=printed, width=400)
            results = grade_submissions(folder / "submitted", assignment, course=folder, console=console)
        assert [result.score for result in results if "U+00" in result.student] == [None, None]
    finally:
        os.chdir(old)
    return folder


def test_both_commands_write_the_same_gradebook(course, batch):
    assert grades(batch) == grades(course)


def test_both_commands_write_the_same_results(course, batch):
    for student in grades(course):
        ours, theirs = ({**vars(result(folder, student)), "seconds": 0.0, "log": ""} for folder in (batch, course))
        assert ours == theirs


def test_both_commands_leave_the_same_files(course, batch):
    def files(folder: Path) -> dict[str, tuple[int, Any]]:
        return {
            path.relative_to(folder).as_posix(): (
                stat.S_IMODE(path.stat().st_mode),
                json.loads(path.read_text()) if path.suffix == ".ipynb" else None,
            )
            for path in (folder / "autograded").rglob("*")
            if path.is_file()
        }

    assert files(batch) == files(course)
    for nb in files(batch).values():
        if nb[1]:
            nbformat.validate(nbformat.from_dict(nb[1]))


def graded(assignment: Assignment, points: float) -> NotebookNode:
    """A graded notebook as the grader returns it, made by hand: the public check has this many points."""
    nb = handed_in(assignment, NOTEBOOK)
    nb.metadata["autograder"] = {"repairs": [], "problem": None}
    for cell in nb.cells:
        if grade_id(cell) in ("double_public", "double_hidden"):
            cell.metadata["autograder"] = {"state": "failed", "message": ""}
            value = points if grade_id(cell) == "double_public" else 0.0
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": repr(value)})]
    return nb


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose gradebook the batch has made, before anything was graded."""
    folder = tmp_path_factory.mktemp("empty")
    assignment = make_course(folder)
    GradebookWriter(folder, assignment).close()
    return folder


@pytest.fixture
def fresh(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Assignment]:
    folder = shutil.copytree(empty, tmp_path / "course")
    monkeypatch.chdir(folder)
    return folder, load(folder / "solutions" / NAME)


def test_the_batch_needs_no_earlier_command_and_may_be_repeated(fresh):
    folder, assignment = fresh
    for points in (0.25, 0.75):
        with GradebookWriter(folder, assignment) as writer:
            writer.record("anna", {NOTEBOOK: graded(assignment, points)})
        assert grades(folder)["anna"]["double_public"] == (points, False)
    with sqlite3.connect(folder / "gradebook.db") as database:
        assert database.execute("select count(*) from grade").fetchone() == (3,)


def test_generate_assignment_and_autograde_go_on_from_the_batch(fresh):
    folder, assignment = fresh
    with GradebookWriter(folder, assignment) as writer:
        writer.record("anna", {NOTEBOOK: graded(assignment, 0.5)})
    assert run_nbgrader(folder, "generate_assignment", NAME).returncode == 0
    assert grades(folder)["anna"]["double_public"] == (0.5, False)


def test_a_notebook_that_was_not_handed_in_has_zero(fresh):
    folder, assignment = fresh
    with GradebookWriter(folder, assignment) as writer:
        path = writer.record("anna", {})
    assert grades(folder)["anna"]["double_why"] == (0.0, False)
    assert list(path.iterdir()) == []


def test_a_check_without_a_verdict_has_no_score(fresh):
    folder, assignment = fresh
    nb = graded(assignment, 0.5)
    for cell in nb.cells:
        cell.metadata.pop("autograder", None)
    with GradebookWriter(folder, assignment) as writer:
        writer.record("anna", {NOTEBOOK: nb})
    assert grades(folder)["anna"]["double_public"] == grades(folder)["anna"]["double_hidden"] == (None, True)


def test_a_persons_score_stays_and_is_marked_for_another_look(fresh):
    folder, assignment = fresh
    with GradebookWriter(folder, assignment) as writer:
        writer.record("anna", {NOTEBOOK: graded(assignment, 0.5)})
        with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
            gradebook.find_grade("double_public", NOTEBOOK, NAME, "anna").manual_score = 0.9
            gradebook.db.commit()
        writer.record("anna", {NOTEBOOK: graded(assignment, 0.6)})
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("double_public", NOTEBOOK, NAME, "anna")
        assert (grade.auto_score, grade.manual_score, grade.score, grade.needs_manual_grade) == (0.6, 0.9, 0.9, True)


def test_a_source_that_changed_under_submissions_is_named(fresh):
    folder, assignment = fresh
    with GradebookWriter(folder, assignment) as writer:
        writer.record("anna", {NOTEBOOK: graded(assignment, 0.5)})
    source = folder / "solutions" / NAME / f"{NOTEBOOK}.py"
    source.write_text(source.read_text().replace("double_hidden", "double_secret"))
    with pytest.raises(UserError, match=r"Cannot add or remove cells for notebook .doubling.*put the old source back"):
        GradebookWriter(folder, load(folder / "solutions" / NAME))


def test_points_may_change_under_submissions(fresh):
    folder, assignment = fresh
    with GradebookWriter(folder, assignment) as writer:
        writer.record("anna", {NOTEBOOK: graded(assignment, 0.5)})
    source = folder / "solutions" / NAME / f"{NOTEBOOK}.py"
    source.write_text(source.read_text().replace('"points": 3', '"points": 5'))
    assignment = load(folder / "solutions" / NAME)
    with GradebookWriter(folder, assignment) as writer:
        writer.record("anna", {NOTEBOOK: graded(assignment, 0.5)})
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        assert gradebook.find_grade("double_hidden", NOTEBOOK, NAME, "anna").max_score == 5


def test_a_seed_is_drawn_once(tmp_path):
    assert course_seed(tmp_path) == course_seed(tmp_path)
    (tmp_path / ".autograder-seed").write_text("seven")
    with pytest.raises(UserError, match="holds no number"):
        course_seed(tmp_path)


# --- settings ---


def test_submissions_may_be_in_another_folder_than_the_sources(course, tmp_path):
    assignment = load(course / "solutions" / NAME)
    other = tmp_path / "demo"
    hand_in(other, "anna", handed_in(assignment, NOTEBOOK, {"double_answer": IN_PLACE}))
    with GradebookWriter(other, assignment):
        pass
    done = run_nbgrader(course, "autograde", NAME, "--course-dir", str(other))
    assert done.returncode == 0, done.stdout
    assert grades(other)["anna"]["double_public"] == (1.0, False)
    assert result(other, "anna").seed != result(course, "anna").seed
    assert not (other / "solutions").exists()


def test_nbgrader_never_goes_on_without_our_grader(fresh):
    folder, assignment = fresh
    hand_in(folder, "anna", handed_in(assignment, NOTEBOOK))
    broken = folder / "elsewhere" / "autograder"
    (broken / "nbgrader").mkdir(parents=True)
    for package in (broken, broken / "nbgrader"):
        (package / "__init__.py").touch()
    (broken / "nbgrader" / "plugin.py").write_text("import a_package_that_is_not_installed")
    (folder / "sitecustomize.py").write_text(f"import sys; sys.path.insert(0, {str(broken.parent)!r})")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "the autograder cannot be loaded" in done.stderr
    assert not (folder / "autograded").exists()


def test_an_assignment_that_the_gradebook_does_not_know_is_one_sentence(tmp_path):
    assignment = make_course(tmp_path)
    hand_in(tmp_path, "anna", handed_in(assignment, NOTEBOOK))
    done = run_nbgrader(tmp_path, "autograde", NAME)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout
    (sentence,) = [line for line in done.stdout.splitlines() if "does not know" in line]
    assert f"run `nbgrader generate_assignment {NAME}` first" in sentence
    assert "ERROR" in sentence and done.stdout.count("ERROR") == 1
    assert not (tmp_path / "autograded").exists()


@pytest.mark.skipif(not os.access("/usr", os.W_OK), reason="only root can put a course below /usr")
@pytest.mark.parametrize("by", ["nbgrader", "autograder"])
def test_a_course_that_benches_could_read_is_refused(by):
    with tempfile.TemporaryDirectory(dir="/usr/local", prefix="course-") as name:
        folder = Path(name)
        assignment = make_course(folder)
        hand_in(folder, "anna", handed_in(assignment, NOTEBOOK))
        if by == "autograder":
            with pytest.raises(UserError, match="lies below /usr, which students' code can read; move"):
                grade_submissions(folder / "submitted", assignment)
        else:
            GradebookWriter(folder, assignment).close()
            done = run_nbgrader(folder, "autograde", NAME)
            assert done.returncode == 1
            assert "lies below /usr, which students' code can read; move" in done.stdout
            assert "Traceback" not in done.stdout
        assert not list(folder.glob("autograded/*/*/*.ipynb"))


def test_nbgrader_runs_nothing_of_ours_where_it_has_not_read_our_settings(fresh):
    """It goes on without settings that it cannot read, as without any."""
    folder, assignment = fresh
    ran = folder / "ran_without_walls"
    hand_in(folder, "anna", handed_in(assignment, NOTEBOOK, {"double_answer": f"open({str(ran)!r}, 'w')"}))
    (folder / "nbgrader_config.py").write_text("c = = get_config()")
    done = run_nbgrader(folder, "autograde", NAME)
    assert done.returncode == 1
    assert "No such kernel named read-nbgrader_config.py-first" in done.stdout
    assert not ran.exists()
    assert grades(folder)["anna"]["double_public"][0] is None


@pytest.mark.parametrize("by", ["generate_assignment", "an older grader"])
def test_the_gradebook_names_a_kernel_that_nobody_has(course, fresh, by):
    folder = course if by == "generate_assignment" else fresh[0]
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        notebook = gradebook.find_notebook(NOTEBOOK, NAME)
        if folder is not course:
            notebook.kernelspec = '{"name": "python3"}'
            gradebook.db.commit()
            GradebookWriter(*fresh).close()
            gradebook.db.expire_all()
        assert "read-nbgrader_config.py-first" in notebook.kernelspec
    release = nbformat.read(course / "notebooks" / NAME / f"{NOTEBOOK}.ipynb", as_version=4)
    assert release.metadata.get("kernelspec", {}).get("name", "python3") == "python3"


# --- the formgrader ---


@pytest.fixture(scope="module")
def formgrader(course: Path) -> Iterator[tuple[str, str]]:
    """A Jupyter server in the course's folder: its address and token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, token = f"http://127.0.0.1:{port}", "secret-token"
    command = [sys.executable, "-m", "jupyter_server", f"--port={port}", "--no-browser", "--allow-root"]
    settings = [f"--IdentityProvider.token={token}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={course}"]
    folders = {name: str(course / "jupyter" / name) for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "HOME")}
    with (course / "server.log").open("w") as log:
        server = subprocess.Popen(
            [*command, *settings], cwd=course, env={**os.environ, **folders}, stdout=log, stderr=log
        )
        try:
            while server.poll() is None:
                try:
                    get((address, token), "/api/status")
                    break
                except urllib.error.URLError:
                    time.sleep(0.2)
            assert server.poll() is None, (course / "server.log").read_text()
            yield address, token
        finally:
            server.terminate()
            server.wait()


def get(server: tuple[str, str], path: str, *, method: str = "GET") -> str:
    request = urllib.request.Request(server[0] + path, method=method, headers={"Authorization": f"token {server[1]}"})
    with urllib.request.urlopen(request) as response:
        assert response.status == 200
        return response.read().decode()


@pytest.mark.parametrize(
    "page",
    [
        "manage_assignments",
        f"manage_submissions/{NAME}",
        "gradebook",
        f"gradebook/{NAME}",
        f"gradebook/{NAME}/{NOTEBOOK}",
        "manage_students",
        "manage_students/anna",
        f"manage_students/anna/{NAME}",
        "static/node_modules/bootstrap/dist/css/bootstrap.min.css",
    ],
)
def test_the_formgrader_opens(formgrader, page):
    assert get(formgrader, f"/formgrader/{page}")


def test_the_formgrader_lists_the_class(formgrader):
    (assignment,) = json.loads(get(formgrader, "/formgrader/api/assignments"))
    # Two of them are folders that neither command grades: nbgrader lists them, and says that they were not graded.
    assert (assignment["name"], assignment["max_code_score"], assignment["num_submissions"]) == (NAME, 4, 10)
    listed = {row["student"]: row for row in json.loads(get(formgrader, f"/formgrader/api/submissions/{NAME}"))}
    rows = {student: row for student, row in listed.items() if row["autograded"]}
    assert {*listed} - {*rows} == {"anna\u00a0b", "ines_linked"}
    assert {student: row["code_score"] for student, row in rows.items()} == {
        "anna": 4, "bob_untouched": 0, "carl_half": 1, "dora_damaged": 4, "emil_broken": 0, "fred_hostile": 0,
        "gina_late": 4, ELSEWHERE: 4,
    }  # fmt: skip
    assert {student for student, row in rows.items() if not row["needs_manual_grade"]} == {"bob_untouched"}


def submission_page(server: tuple[str, str], student: str) -> str:
    rows = json.loads(get(server, f"/formgrader/api/submitted_notebooks/{NAME}/{NOTEBOOK}"))
    return get(server, f"/formgrader/submissions/{next(row['id'] for row in rows if row['student'] == student)}/")


def test_the_formgrader_shows_a_submission_and_runs_nothing_of_it(formgrader):
    page = submission_page(formgrader, "carl_half")
    assert "carl_half" in page
    assert "✗ failed: 0 of 3 points" in page
    assert "rng.normal" not in page
    page = submission_page(formgrader, "fred_hostile")
    assert dangers(page) == []
    pictures = BeautifulSoup(page, "html.parser").find_all("img")
    assert DESCRIBED in [picture.get("alt") for picture in pictures]
    assert page.count('id="double_why"') == 1  # the score's box, and no text of the student's


def test_the_formgrader_can_grade_again(formgrader, course):
    before = grades(course)["carl_half"]
    answer = json.loads(get(formgrader, f"/formgrader/api/submission/{NAME}/carl_half/autograde", method="POST"))
    assert answer["success"], answer
    assert grades(course)["carl_half"] == before


# --- what pages show ---


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ('<b onclick="x()">b</b>', "<b>b</b>"),
        ("a<script>x()</script>b<style>p {}</style>c<SCRIPT>never closed", "abc"),
        ('<a href="javascript:x()">l</a><a href="https://a.org">m</a>', '<a>l</a><a href="https://a.org">m</a>'),
        ('<img src="https://a.org/t.png"><img src="/logout.png"><img src="a/../b.png">', "<img><img><img>"),
        ('<img src="pictures/a.png" alt="b">', '<img src="pictures/a.png" alt="b">'),
        ('<img src="data:image/svg+xml;base64,aa"><a href="data:text/html,x">x</a>', "<img><a>x</a>"),
        (
            '<table><tbody><tr><td style="text-align:center;position:fixed">1</td></tr></tbody></table>',
            '<table><tbody><tr><td style="text-align:center;">1</td></tr></tbody></table>',
        ),
        (
            '<span class="k">def</span><span class="btn full-credit">x</span>',
            '<span class="k">def</span><span>x</span>',
        ),
        ("<iframe src=x></iframe><form><input></form>", ""),
    ],
)
def test_safe_html(html, safe):
    assert safe_html(html).strip() == safe


def test_outputs_keep_only_what_cannot_run():
    cell = nbformat.v4.new_code_cell()
    data = {"text/plain": "p", "image/png": "aa", "application/javascript": "x()", "text/html": "<b onload=x>b</b>"}
    sizes = {"image/png": {"width": "1 onerror=x", "height": 20, "alt": 'a "b"', "filenames": {}}}
    cell.outputs = [nbformat.v4.new_output("display_data", deepcopy(data), metadata={**sizes, "isolated": True})]
    cell, _ = SafeHTML().preprocess_cell(cell, {}, 0)
    assert cell.outputs[0].data == {"text/plain": "p", "image/png": "aa", "text/html": "<b>b</b>"}
    assert cell.outputs[0].metadata == {"text/plain": {}, "text/html": {}, "image/png": {"height": 20, "alt": 'a "b"'}}
