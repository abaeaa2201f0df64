"""What was graded is not graded again, unless something that determines it has changed."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import Limits, load
from autograder.errors import UserError
from autograder.grading import batch, keys
from autograder.grading.keys import Keys
from autograder.results import NotebookResult, read_results, seed_name
from autograder.submissions.hand_in import HandIn
from helpers.classes import IN_PLACE, RIGHT, WRONG, grade, gradebook_scores, hand_in, kept, scores, two_notebooks
from helpers.sample import NAME, NOTEBOOK, TWO

pytestmark = pytest.mark.xdist_group("durable")  # one class, which each test finds as the last one left it


def sqlite(course: Path) -> str:
    return f"sqlite:///{course}/gradebook.db"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which two students handed in the same, in an assignment of two notebooks; graded."""
    course = two_notebooks(tmp_path_factory.mktemp("course"))
    for student, answer in {"anna": RIGHT, "bob": RIGHT, "carl": IN_PLACE}.items():
        hand_in(course, student, answer)
        hand_in(course, student, WRONG if student == "carl" else answer, TWO)
    assert grade(course, workers=2)[0] == 4
    return course


def test_the_same_hand_in_is_graded_once_and_each_gets_a_result_of_their_own(course: Path):
    results = {result.student: result for result in read_results(course) if result.notebook == NOTEBOOK}
    assert {student: result.score for student, result in results.items()} == {"anna": 4, "bob": 4, "carl": 1}
    autograded = [course / "autograded" / student / NAME / f"{NOTEBOOK}.ipynb" for student in ("anna", "bob")]
    assert autograded[0].read_bytes() == autograded[1].read_bytes()
    stored = b"".join(path.read_bytes() for path in (course / ".autograder-store").glob("*/*.json"))
    assert not any(student.encode() in stored for student in results)


DETAILS = ("results", ".autograder-store", "grades.csv", ".autograder-seed")


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_what_is_kept_is_the_instructors_alone_and_the_seed_is_in_one_place(course: Path, open_umask: None):
    shutil.rmtree(course / "results")
    (course / ".autograder-seed").chmod(0o644)  # as a backup brings it back
    printed = grade(course)[1]
    assert not [name for name in DETAILS if (course / name).stat().st_mode & 0o077]
    seed = (course / ".autograder-seed").read_bytes().strip()
    files = [path for path in course.rglob("*") if path.is_file() and path.name != ".autograder-seed"]
    assert not [path for path in files if seed in path.read_bytes()]
    assert seed.decode() not in printed
    assert {result.seed for result in read_results(course)} == {seed_name(int(seed))}


def test_a_result_from_before_seeds_were_named_is_named_when_it_is_read(course: Path):
    result = read_results(course)[0]
    old = {**result.to_dict(), "seed": int((course / ".autograder-seed").read_text())}
    assert NotebookResult.from_dict(old) == result


def test_a_group_that_shares_the_course_shares_what_is_kept(course: Path, open_umask: None):
    settings = course / "nbgrader_config.py"
    settings.write_text("c = get_config()\nc.CourseDirectory.groupshared = True\n")
    shutil.rmtree(course / "results")
    grade(course)
    settings.unlink()
    for path in [course / name for name in DETAILS] + [*(course / "results").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o2770 if path.is_dir() else 0o660), path
    grade(course)
    assert not [name for name in DETAILS if (course / name).stat().st_mode & 0o077]


def test_unchanged_submissions_are_left_alone(course: Path):
    before = kept(course), (course / "grades.csv").read_bytes(), (course / "gradebook.db").read_bytes()
    again, printed = grade(course)
    assert again == 0
    assert "6 unchanged" in printed
    assert before == (kept(course), (course / "grades.csv").read_bytes(), (course / "gradebook.db").read_bytes())


@pytest.mark.parametrize("lost", ["gradebook.db", "results", "autograded", "timestamp"])
def test_what_is_lost_or_late_is_recorded_again_without_grading(course: Path, lost: str):
    if lost == "timestamp":
        (course / "submitted" / "anna" / NAME / "timestamp.txt").write_text("2026-05-02 00:00:00 UTC")
    elif lost == "gradebook.db":
        (course / lost).unlink()
    else:
        shutil.rmtree(course / lost)
    before = kept(course)
    assert grade(course)[0] == 0
    assert kept(course) == before
    assert gradebook_scores(sqlite(course)) == {"anna": 4, "bob": 4, "carl": 1}
    assert all((course / "results" / NAME / student / f"{TWO}.json").is_file() for student in ("anna", "bob", "carl"))
    assert (course / "autograded" / "anna" / NAME / "timestamp.txt").is_file() == (lost == "timestamp")


def test_only_what_changed_is_graded_again(course: Path):
    hand_in(course, "bob", WRONG)
    edit(course / "solutions" / NAME / f"{TWO}.py", "for length in (2, 5)", "for length in (3, 5)")
    assert grade(course)[0] == 3  # of the other notebook, anna's and bob's are one
    assert scores(course) == {
        "anna/doubling": "4",
        "anna/tripling": "4",
        "bob/doubling": "0",
        "bob/tripling": "4",
        "carl/doubling": "1",
        "carl/tripling": "0",
    }


def test_the_key_names_all_that_determines_a_result_and_nothing_else(course: Path, monkeypatch: pytest.MonkeyPatch):
    assignment = load(course / "solutions" / NAME)
    mine = HandIn(f"{NOTEBOOK}.ipynb", b"{}")
    key = Keys(assignment, 3).key(NOTEBOOK, mine)
    stricter = replace(assignment.notebooks[NOTEBOOK], forbid=("scipy",))
    others = [
        Keys(assignment, 4).key(NOTEBOOK, mine),
        Keys(assignment, 3).key(TWO, mine),
        Keys(assignment, 3, {"sandbox": "none"}).key(NOTEBOOK, mine),
        Keys(replace(assignment, notebooks={NOTEBOOK: stricter}), 3).key(NOTEBOOK, mine),
        Keys(replace(assignment, limits=Limits(check_seconds=3)), 3).key(NOTEBOOK, mine),
        Keys(assignment, 3).key(NOTEBOOK, replace(mine, data=b"{} ")),
        Keys(assignment, 3).key(NOTEBOOK, replace(mine, data=None, problem="It is missing.")),
        Keys(assignment, 3).key(NOTEBOOK, replace(mine, remarks=("Not asked for: a.txt.",))),
    ]
    for name in ("grader_version", "environment"):
        monkeypatch.setattr(keys, name, lambda *packages: "another")
        others.append(Keys(assignment, 3).key(NOTEBOOK, mine))
        monkeypatch.undo()
    assert len({key, *others}) == 1 + len(others)
    same = replace(assignment, title="Another", notebooks={NOTEBOOK: assignment.notebooks[NOTEBOOK]})
    assert Keys(same, 3).key(NOTEBOOK, mine) == key


def test_a_damaged_file_in_the_store_is_named_and_graded_again(course: Path):
    path = max((course / ".autograder-store").glob("??/*.json"), key=lambda path: path.stat().st_mtime_ns)
    path.write_bytes(path.read_bytes()[:-200])
    (course / "gradebook.db").unlink()
    again, printed = grade(course)
    assert again == 1
    assert f"{path.name} is damaged and was not used" in printed
    assert grade(course)[0] == 0


def test_force_grades_what_has_not_changed(course: Path):
    before = kept(course)
    assert grade(course, students=["carl"], force=True, workers=1)[0] == 2
    assert sum(before.get(name) != time for name, time in kept(course).items()) == 2


def test_a_check_that_did_not_run_is_tried_again_and_only_then_kept(course: Path, tmp_path: Path):
    flag = tmp_path / "trouble"
    flag.touch()
    trouble = f"import os\nif os.path.exists({str(flag)!r}):\n    os._exit(3)\nfor length in (2, 5)"
    edit(course / "solutions" / NAME / f"{NOTEBOOK}.py", "for length in (2, 5)", trouble)
    before = kept(course)
    assert grade(course, students=["anna"])[0] == 1
    assert (scores(course)["anna/doubling"], kept(course)) == ("", before)
    flag.unlink()
    assert grade(course, students=["anna"])[0] == 1
    assert scores(course)["anna/doubling"] == "4"
    assert grade(course, students=["anna"])[0] == 0


def test_two_at_a_time_would_spoil_the_gradebook(course: Path):
    with batch._course_lock(course), pytest.raises(UserError, match="already"):
        grade(course)
