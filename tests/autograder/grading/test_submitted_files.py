"""A file handed in beside the notebook is read by checks, by both commands, and never by the student's code."""

import json
import shutil
from pathlib import Path

import pytest

from coursekit.checking.submitted import MOST_BYTES
from helpers.classes import RIGHT, grade, gradebook_scores, graded, hand_in, make_course, run_nbgrader
from helpers.sample import NAME, NOTEBOOK, SOURCE

ROOT = Path(__file__).parents[3]
CHECK = """
# %% nbgrader={"grade_id": "double_file", "points": 4}
# Checks the predictions that were handed in: of ten, eight are asked, six earn half of the points.
### BEGIN HIDDEN TESTS
predicted = predictions.read(submitted_file("predictions.csv"), count=10, num_classes=5)
predictions.check_accuracy(predicted, np.arange(10) % 5, full=0.8, half=0.6)
### END HIDDEN TESTS
"""


def predicting(right: int) -> bytes:
    lines = [f"{i},{i % 5 if i < right else (i + 1) % 5}" for i in range(10)]
    return "\n".join(["Id,Category", *lines, ""]).encode()


FILES = {
    "all": predicting(8),
    "half": predicting(6),
    "low": predicting(5),
    "short": predicting(10)[:-4],
    "large": b"x" * (MOST_BYTES + 1),
    "none": None,
}
EXPECTED = {"all": 8, "half": 6, "low": 4, "short": 4, "large": 4, "none": 4}
SAID = {
    "low": "5 of 10 predictions are right (50.00 %); at least 60 % were expected",
    "short": "has 9 predictions where 10 were expected",
    "large": "predictions.csv has more than 1,000,000 bytes",
    "none": "predictions.csv was not handed in",
}


def put(course: Path, student: str, data: bytes | None) -> None:
    if data is not None:
        (course / "submitted" / student / NAME / "predictions.csv").write_bytes(data)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample course with one check more, graded; only the files differ."""
    made = make_course(tmp_path_factory.mktemp("course"), {}, limits="")
    folder = made / "solutions" / NAME
    settings = (folder / "assignment.toml").read_text()
    (folder / "assignment.toml").write_text('files = ["predictions.csv"]\n' + settings)
    imports = "from coursekit import check, predictions, reference, remote, rng, submitted_file"
    source = SOURCE.replace("from coursekit import check, reference, remote, rng", imports)
    (folder / f"{NOTEBOOK}.py").write_text(source + CHECK)
    for student, data in FILES.items():
        hand_in(made, student, RIGHT)
        put(made, student, data)
    assert grade(made)[0] == len(FILES)
    return made


def results(course: Path) -> dict[str, dict]:
    return {path.parent.name: json.loads(path.read_text()) for path in (course / "results" / NAME).glob("*/*.json")}


def verdicts(course: Path) -> dict[str, dict]:
    found = {student: result["checks"] for student, result in results(course).items()}
    return {student: next(c for c in checks if c["grade_id"] == "double_file") for student, checks in found.items()}


def test_each_file_earns_what_it_deserves_and_is_told_why(course):
    assert {student: result["score"] for student, result in results(course).items()} == EXPECTED
    for student, said in SAID.items():
        assert said in verdicts(course)[student]["message"]


def test_only_a_changed_file_is_graded_again(course):
    put(course, "low", predicting(7))
    _, printed = grade(course)
    assert graded(printed) == 1
    assert results(course)["low"]["score"] == 6
    put(course, "low", FILES["low"])
    assert graded(grade(course)[1]) == 0  # the store has it


def test_nbgraders_command_gives_the_same(course):
    before = verdicts(course)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    done = run_nbgrader(course, "autograde", NAME, "--force")
    assert done.returncode == 0, done.stdout
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED
    assert {name: check["message"] for name, check in verdicts(course).items()} == {
        name: check["message"] for name, check in before.items()
    }
