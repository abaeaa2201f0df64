"""`autograder check`: what a student is told before handing in, with a real kernel and without the solutions."""

import json
import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Console
from typer.testing import CliRunner

from autograder.assignment import RULES_KEY, Assignment, load
from autograder.cli import app
from autograder.results import State
from autograder.roles import grade_id
from autograder.submissions.student_check import check_notebook, find_release, run_check
from helpers.sample import NAME, NOTEBOOK, write_sample
from samples.answers import handed_in

RULES = """
forbid = ["scipy", "np.linalg.norm"]
[limits]
cell_seconds = 6.0
"""


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    folder = write_sample(tmp_path_factory.mktemp("author"))
    settings = folder / "assignment.toml"
    head, mark, rest = settings.read_text(encoding="utf-8").partition("[notebooks.")
    settings.write_text(f"{head}{RULES}\n{mark}{rest}", encoding="utf-8")
    return load(folder)


def a_release(assignment: Assignment) -> NotebookNode:
    release = assignment.release(NOTEBOOK)
    release.metadata[RULES_KEY] = assignment.rules(NOTEBOOK)
    return release


@pytest.fixture
def desk(tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder: the release in notebooks/, no solutions anywhere."""
    folder = tmp_path / "desk" / "notebooks" / NAME
    folder.mkdir(parents=True)
    nbformat.write(a_release(assignment), folder / f"{NOTEBOOK}.ipynb")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def put(desk: Path, nb: NotebookNode) -> Path:
    path = desk / f"{NOTEBOOK}.ipynb"
    nbformat.write(nb, path)
    return path


def cell_of(nb: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in nb.cells if grade_id(cell) == name)


def printed(path: Path, **kwargs: object) -> tuple[int, str]:
    """The exit code of the command, and what it prints where there are no colours."""
    console = Console(width=200, no_color=True, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    code = run_check(path, console=console, **kwargs)
    return code, console.export_text()


@pytest.mark.usefixtures("nothing_left_running")
def test_a_finished_notebook_is_ready(desk, assignment):
    code, text = printed(put(desk, handed_in(assignment, NOTEBOOK)))
    assert code == 0
    assert "✓" in text and "double gives twice its input" in text
    assert "Public checks: 1 of 1 passed, 1 of 1 points." in text
    assert "Hidden checks: 3 points" in text
    assert "ready to hand in" in text


def test_an_untouched_notebook_says_what_is_left(desk, assignment):
    report = check_notebook(put(desk, a_release(assignment)))
    assert report.unanswered == ["double_answer still has a FILL_IN."]
    assert report.unwritten == ["double_why (2 points) is not written yet."]
    assert [check.state for check in report.checks] == [State.NOT_ATTEMPTED]
    assert report.broken == [] and report.repairs == []
    assert (report.ok, report.things_to_do) == (False, 2)
    code, text = printed(desk / f"{NOTEBOOK}.ipynb")
    assert code == 1
    assert "double_answer still has a FILL_IN." in text and "2 things to look at" in text


def test_a_failed_check_shows_the_comparators_message(desk, assignment):
    wrong = {"double_answer": "def double(x):\n    return 3 * x"}
    code, text = printed(put(desk, handed_in(assignment, NOTEBOOK, wrong)))
    assert code == 1
    assert "✗" in text and "double_public" in text and "0 of 1" in text
    assert "double(x)" in text and "got" in text and "expected" in text


def test_forbidden_names_cost_the_question(desk, assignment):
    codes = {
        "import scipy; scipy": "'scipy' may not be used",
        "__import__('sci' + 'py')": "'__import__' of something put",
    }
    for code, said in codes.items():
        wrong = {"double_answer": f"def double(x):\n    {code}\n    return x + x"}
        report = check_notebook(put(desk, handed_in(assignment, NOTEBOOK, wrong)))
        (sentence,) = report.violations
        assert sentence.startswith(f"double_answer, line 2: {said}")
        (check,) = report.checks
        assert (check.state, check.points) == (State.FORBIDDEN, 0.0)
        assert report.things_to_do == 1


def test_a_call_that_reading_cannot_see_is_refused_while_running(desk, assignment):
    hidden = """\
def reach(name):
    return getattr(np.linalg, name)

def double(x):
    reach("".join(chr(c) for c in (110, 111, 114, 109)))(x)
    return x + x
"""
    report = check_notebook(put(desk, handed_in(assignment, NOTEBOOK, {"double_answer": hidden})))
    assert report.violations == []
    (check,) = report.checks
    assert check.state is State.FORBIDDEN and "'np.linalg.norm' may not be used" in check.message
    assert not report.ok


def test_damage_is_told_and_mended(desk, assignment):
    nb = handed_in(assignment, NOTEBOOK)
    nb.cells = [cell for cell in nb.cells if grade_id(cell) != "double_public"]
    cell_of(nb, "setup_imports").source = "import numpy as np"
    cell_of(nb, "double_answer").metadata = {}
    report = check_notebook(put(desk, nb))
    told = " ".join(report.repairs)
    assert "double_public" in told and "setup_imports" in told
    assert [check.state for check in report.checks] == [State.PASSED]
    assert not report.ok
    assert "Damaged or changed" in printed(desk / f"{NOTEBOOK}.ipynb")[1]


def test_cells_of_ones_own_that_fail_are_named_by_their_place(desk, assignment):
    nb = handed_in(assignment, NOTEBOOK, {"+after double_answer": "1 / 0"})
    report = check_notebook(put(desk, nb))
    assert report.broken == ["the cell you added after double_answer: ZeroDivisionError: division by zero"]
    assert [check.state for check in report.checks] == [State.PASSED]


@pytest.mark.usefixtures("nothing_left_running")
def test_an_endless_loop_costs_its_cell_only(desk, assignment):
    nb = handed_in(assignment, NOTEBOOK, {"+after setup_imports": "while True:\n    pass"})
    report = check_notebook(put(desk, nb))
    assert "ran for more than 6 seconds" in report.broken[0]
    assert [check.state for check in report.checks] == [State.PASSED]


def test_a_dead_process_is_said_where_it_died(desk, assignment):
    nb = handed_in(assignment, NOTEBOOK, {"+after setup_imports": "import os\nos._exit(0)"})
    report = check_notebook(put(desk, nb))
    assert "The Python process died here." in report.broken[0]
    (check,) = report.checks
    assert check.state is State.CRASHED and "the cell you added after setup_imports" in check.message
    assert not report.ok


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is empty"), ("%PDF-1.7", "is a PDF"), ("{", "breaks off"), ("[1]", "not a notebook"), (None, "is missing")],
)
def test_what_is_no_notebook_is_named(desk, text, said):
    path = desk / f"{NOTEBOOK}.ipynb"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    code, shown = printed(path)
    assert code == 1 and said in shown and path.name in shown


def test_a_notebook_of_another_homework_is_named(desk):
    nb = nbformat.v4.new_notebook(cells=[new_code_cell("print(1)")])
    assert "belongs to" in check_notebook(put(desk, nb)).problem


# --- the notebook as it was handed out ---


def test_the_release_is_found_by_name_or_named(desk, assignment, tmp_path, monkeypatch):
    path = put(desk, handed_in(assignment, NOTEBOOK))
    release = desk / "notebooks" / NAME / path.name
    assert find_release(path) == release
    assert find_release(release) is None
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    nb = handed_in(assignment, NOTEBOOK)
    nb.cells = [cell for cell in nb.cells if grade_id(cell) != "double_hidden"]
    renamed = elsewhere / "mine.ipynb"
    nbformat.write(nb, renamed)
    report = check_notebook(renamed, release=release)
    assert "double_hidden" in " ".join(report.repairs) and report.hidden_points == 3
    assert "is missing" in check_notebook(renamed, release=elsewhere / "nothing.ipynb").problem


def test_two_assignments_with_a_notebook_of_that_name(desk, assignment):
    other = desk / "notebooks" / "hw9_other"
    other.mkdir()
    (other / f"{NOTEBOOK}.ipynb").write_text(json.dumps(a_release(assignment)), encoding="utf-8")
    assert find_release(put(desk, a_release(assignment))) is None
    work = desk / NAME
    work.mkdir()
    assert find_release(put(work, a_release(assignment))).parent.name == NAME


def test_without_a_release_the_notebook_itself_tells_what_it_can(assignment, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    nb = handed_in(assignment, NOTEBOOK, {"double_answer": "def double(x):\n    import scipy\n    return scipy"})
    nb.metadata[RULES_KEY] = assignment.rules(NOTEBOOK)
    cell_of(nb, "double_public").source = "pass"
    report = check_notebook(put(tmp_path, nb))
    assert report.compared_with is None
    assert report.repairs == ["The cell double_public was changed; it counts as it was handed out."]
    assert report.violations
    code, text = printed(tmp_path / f"{NOTEBOOK}.ipynb")
    assert code == 1 and "was not found" in text
    stranger = nbformat.v4.new_notebook(cells=[new_code_cell("1")])
    assert "rename it" in check_notebook(put(tmp_path, stranger)).problem


def test_a_release_that_was_edited_in_place_is_compared_with_the_last_commit(desk, assignment):
    path = desk / "notebooks" / NAME / f"{NOTEBOOK}.ipynb"
    git = ["git", "-C", str(desk), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "as handed out"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    nb = handed_in(assignment, NOTEBOOK)
    nb.cells = [cell for cell in nb.cells if grade_id(cell) != "double_public"]
    nbformat.write(nb, path)
    report = check_notebook(path)
    assert report.compared_with == "Git's last commit"
    assert "double_public" in " ".join(report.repairs)
    assert [check.state for check in report.checks] == [State.PASSED]


def test_a_release_without_rules_says_that_they_are_not_known(desk, assignment):
    release = assignment.release(NOTEBOOK)
    del release.metadata[RULES_KEY]
    nbformat.write(release, desk / "notebooks" / NAME / f"{NOTEBOOK}.ipynb")
    code, text = printed(put(desk, handed_in(assignment, NOTEBOOK)))
    assert code == 0
    assert "does not say which names it rules out" in text


def test_the_command(desk, assignment):
    path = put(desk, handed_in(assignment, NOTEBOOK))
    before = path.read_bytes()
    shown = CliRunner().invoke(app, ["check", str(path)])
    assert shown.exit_code == 0, shown.output
    assert "ready to hand in" in shown.output
    assert path.read_bytes() == before
