"""An assignment of several notebooks, handed in and graded one by one, by both commands."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.assignment import load
from autograder.benches import forks
from autograder.errors import UserError
from autograder.grading.task import Task, close, grade_task, pack
from autograder.nbgrader.gradebook import GradebookWriter
from autograder.results import NotebookResult, State
from autograder.submissions.hand_in import HandIn
from helpers.classes import IN_PLACE, RIGHT, WRONG, grade, hand_in, kept, scores, two_notebooks
from helpers.sample import NAME, NOTEBOOK, TWO
from samples.answers import handed_in

ROOT = Path(__file__).resolve().parents[3]
LEFT_OUT = f"{TWO}.ipynb was not handed in"


def hand_in_all(course: Path) -> None:
    hand_in(course, "anna", RIGHT)
    hand_in(course, "anna", IN_PLACE, TWO)
    hand_in(course, "bob_first_only", RIGHT)
    hand_in(course, "carl_other_name", RIGHT)
    hand_in(course, "carl_other_name", RIGHT, TWO)
    folder = course / "submitted" / "carl_other_name" / NAME
    (folder / f"{TWO}.ipynb").rename(folder / f"{TWO} (1).ipynb")
    hand_in(course, "dora_second_only", RIGHT, TWO)
    (course / "submitted" / "dora_second_only" / NAME / f"{TWO}-copy.ipynb").write_text("{}")
    (course / "submitted" / "dora_second_only" / NAME / "helpers.py").write_text("")


EXPECTED = {
    "anna/doubling": "4",
    "anna/tripling": "1",
    "bob_first_only/doubling": "4",
    "bob_first_only/tripling": "0",
    "carl_other_name/doubling": "4",
    "carl_other_name/tripling": "",
    "dora_second_only/doubling": "0",
    "dora_second_only/tripling": "4",
}


def nbgrader(course: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def grades(course: Path) -> dict[str, dict[str, tuple]]:
    """What the gradebook has: by student and notebook, the automatic scores and which of them wait for a person."""
    found = {}
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions(NAME):
            for notebook in submission.notebooks:
                found[f"{submission.student.id}/{notebook.name}"] = {
                    grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades
                }
    return found


def results(course: Path) -> dict[str, dict]:
    """Each result, without what differs from run to run."""
    found = {}
    for path in sorted((course / "results" / NAME).glob("*/*.json")):
        result = NotebookResult.from_json(path.read_text(encoding="utf-8"))
        found[f"{path.parent.name}/{path.stem}"] = {**result.to_dict(), "seconds": 0.0, "log": ""}
    return found


def files(course: Path) -> dict[str, object]:
    paths = [path for path in (course / "autograded").rglob("*") if path.is_file()]
    return {path.relative_to(course).as_posix(): json.loads(path.read_text()) for path in paths}


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A class graded by `autograder grade`, and what it printed."""
    course = two_notebooks(tmp_path_factory.mktemp("batch"))
    hand_in_all(course)
    return course, grade(course, workers=2)[1]


@pytest.fixture(scope="module")
def course(batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same class, with the same seed, graded by `nbgrader autograde`."""
    course = two_notebooks(tmp_path_factory.mktemp("nbgrader"))
    hand_in_all(course)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copy(batch[0] / ".autograder-seed", course)
    GradebookWriter(course, load(course / "solutions" / NAME)).close()
    nbgrader(course, "autograde", NAME, "--create")
    return course


def test_a_notebook_that_was_left_out_has_zero_and_one_with_another_name_waits_for_a_person(batch):
    course, _ = batch
    assert scores(course) == EXPECTED
    left_out = results(course)["bob_first_only/tripling"]
    assert {check["state"] for check in left_out["checks"]} == {State.NOT_ATTEMPTED}
    assert {check["message"] for check in left_out["checks"]} == {LEFT_OUT + "."}
    assert (left_out["score"], left_out["max_score"], left_out["written"][0]["points"]) == (0, 4, 0)
    renamed = results(course)["carl_other_name/tripling"]
    assert "found instead: 'tripling (1).ipynb'" in renamed["problem"]
    assert [name for name, result in results(course).items() if not result["handed_in"]] == [
        "bob_first_only/tripling",
        "carl_other_name/tripling",
        "dora_second_only/doubling",
    ]


def test_what_was_left_out_is_said_and_nothing_is_run_for_it(batch):
    course, printed = batch
    assert "5 graded, 1 taken from the store or the same as another's, 2 not handed in." in printed
    assert LEFT_OUT in printed
    with (course / "grades.csv").open(newline="") as file:
        said = {f"{row['student']}/{row['notebook']}": row["problem"] for row in csv.DictReader(file)}
    assert said["bob_first_only/tripling"] == LEFT_OUT + ": 0 points."
    assert {name for name, problem in said.items() if not problem} == {
        name for name, result in results(course).items() if result["handed_in"]
    }
    assert results(course)["bob_first_only/tripling"]["seconds"] == 0
    assert not (course / "autograded" / "bob_first_only" / NAME / f"{TWO}.ipynb").exists()


def test_both_commands_leave_the_same(batch, course):
    assert results(course) == results(batch[0])
    assert grades(course) == grades(batch[0])
    assert files(course) == files(batch[0])
    assert grades(course)["bob_first_only/tripling"]["double_why"] == (0.0, False)
    assert grades(course)["carl_other_name/tripling"]["double_why"] == (None, True)


def test_feedback_is_made_of_what_was_handed_in(course):
    nbgrader(course, "generate_feedback", NAME)
    made = {path.relative_to(course / "feedback").as_posix() for path in (course / "feedback").rglob("*.html")}
    assert made == {
        f"{name.replace('/', f'/{NAME}/')}.html"
        for name, result in results(course).items()
        if result["handed_in"] or result["problem"]
    }


def test_one_notebook_alone_can_be_graded_and_the_others_stay(tmp_path):
    """A class hands in the first notebook; later the second, by itself, into an empty folder."""
    course = two_notebooks(tmp_path)
    hand_in(course, "anna", RIGHT)
    _, printed = grade(course, notebooks=[NOTEBOOK])
    assert scores(course) == {"anna/doubling": "4"}
    assert "not handed in" not in printed
    (course / "submitted" / "anna" / NAME / f"{NOTEBOOK}.ipynb").unlink()
    hand_in(course, "anna", IN_PLACE, TWO)
    assert grade(course, notebooks=[TWO])[0] == 1
    assert scores(course) == {"anna/doubling": "4", "anna/tripling": "1"}
    assert {name: grades(course)[name]["double_public"] for name in grades(course)} == {
        "anna/doubling": (1.0, False),
        "anna/tripling": (1.0, False),
    }
    assert {Path(name).name for name in files(course)} == {f"{NOTEBOOK}.ipynb", f"{TWO}.ipynb"}
    again, printed = grade(course, notebooks=[TWO])
    assert again == 0 and "1 unchanged" in printed
    assert grade(course)[0] == 0  # now both are looked at, and the first is not there
    assert scores(course) == {"anna/doubling": "0", "anna/tripling": "1"}


def test_a_second_notebook_that_comes_later_is_all_that_is_graded(tmp_path):
    course = two_notebooks(tmp_path)
    hand_in(course, "anna", RIGHT)
    assert grade(course)[0] == 1
    assert "Nobody handed in tripling.ipynb." in grade(course)[1]
    before = kept(course)
    hand_in(course, "anna", WRONG, TWO)
    assert grade(course)[0] == 1
    assert before.items() < kept(course).items()
    assert scores(course) == {"anna/doubling": "4", "anna/tripling": "0"}
    (course / "submitted" / "anna" / NAME / f"{TWO}.ipynb").unlink()
    assert grade(course)[0] == 0
    assert not (course / "autograded" / "anna" / NAME / f"{TWO}.ipynb").exists()


def test_an_empty_folder_has_no_score_in_any_notebook(tmp_path):
    course = two_notebooks(tmp_path)
    (course / "submitted" / "anna" / NAME).mkdir(parents=True)
    _, printed = grade(course)
    assert scores(course) == {"anna/doubling": "", "anna/tripling": ""}
    assert "tripling.ipynb is missing; hand it in." in printed


def test_a_notebook_that_the_assignment_does_not_have_is_named(tmp_path):
    course = two_notebooks(tmp_path)
    hand_in(course, "anna", RIGHT)
    with pytest.raises(UserError, match="has no notebook 'halving'; it has: doubling, tripling"):
        grade(course, notebooks=["halving"])


def test_notebooks_that_take_turns_keep_their_examiners(tmp_path: Path):
    """A worker gets one student's notebooks after the other: none starts its examiner anew for that."""
    course = two_notebooks(tmp_path)
    assignment = load(course / "solutions" / NAME)
    before, examiners = forks.zygote().forks(), []
    try:
        for notebook in (NOTEBOOK, TWO, NOTEBOOK, TWO):
            handed = HandIn("it.ipynb", json.dumps(handed_in(assignment, notebook)).encode())
            outcome = grade_task(Task(notebook, pack(assignment, notebook), notebook, handed, seed=1))
            assert outcome.result.score == 4.0
            examiners.append(forks.zygote().forks() - before)
    finally:
        close()
    assert examiners[1] == examiners[2] == examiners[3]
    assert len(examiners[3]) == 2
