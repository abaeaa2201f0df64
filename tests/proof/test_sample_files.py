"""Sample answers hand in files beside the notebook: the right ones, or what a section of the answer makes of them."""

from pathlib import Path

import pytest

from autograder.assignment import AssignmentError, load
from autograder.errors import UserError
from autograder.grading.grade import Grader
from autograder.sample_answers import Answer, read_answer
from helpers.proof.dependence import Dependence
from helpers.proof.grading import prove
from helpers.proof.subjects import read_subjects
from helpers.sample import NAME, NOTEBOOK, SETTINGS, SOURCE, write_sample
from samples.answers import handed_files, right_files
from samples.demo import make_class

FILE = "predictions.csv"
CHECK = """
# %% nbgrader={"grade_id": "double_file", "points": 4}
# Checks the file of predictions.
### BEGIN HIDDEN TESTS
predicted = predictions.read(submitted_file("predictions.csv"), count=6, num_classes=3)
predictions.check_accuracy(predicted, np.arange(6) % 3, full=0.8, half=0.6)
### END HIDDEN TESTS
"""
RIGHT = 'content = "Id,Category\\n" + "".join(f"{i},{i % 3}\\n" for i in range(6))\n'


@pytest.fixture
def course(tmp_path: Path) -> tuple[Path, Path]:
    """The sample course with a check of a file: the folders of its sources and of its notebook's answers."""
    write_sample(tmp_path)
    folder, answers = tmp_path / "solutions" / NAME, tmp_path / "answers" / NAME / NOTEBOOK
    (folder / "assignment.toml").write_text(f'files = ["{FILE}"]\n' + SETTINGS)
    imports = "from coursekit import check, predictions, reference, remote, rng, submitted_file"
    source = SOURCE.replace("from coursekit import check, reference, remote, rng", imports)
    (folder / f"{NOTEBOOK}.py").write_text(source + CHECK)
    for kind in ("right", "wrong", "files"):
        (answers / kind).mkdir(parents=True)
    (answers / "files" / f"{FILE}.py").write_text(RIGHT)
    return folder, answers


def answer(folder: Path, name: str, loses: str, section: str, kind: str = "wrong") -> Answer:
    path = folder / kind / f"{name}.py"
    path.write_text(f"# Why.\n# loses: {loses}\n# %% file {FILE}\n{section}\n")
    return read_answer(path)


def test_a_file_that_differs_loses_what_is_declared_and_the_right_one_nothing(course):
    folder, answers = course
    right = right_files(answers)
    with Grader(load(folder)) as grader:
        samples = [
            answer(answers, "other_line_ends", "", 'content = content.replace("\\n", "\\r\\n")', "right"),
            answer(answers, "one_wrong", "", 'content = content.replace("5,2", "5,0")', "right"),
            answer(answers, "two_wrong", "double_file=0.5", 'content = content.replace(",2", ",0")'),
            answer(answers, "bytes", "double_file", "content = content.encode('utf-16')[:7]"),
            answer(answers, "missing", "double_file", "content = None"),
        ]
        for full in (True, False):
            for sample in samples:
                prove(grader, NOTEBOOK, sample, full=full, files=right)
        with pytest.raises(AssertionError, match="double_file"):
            prove(grader, NOTEBOOK, Answer("no_file", "", {}, {}), full=True)


def test_only_the_checks_of_files_depend_on_a_file(course):
    folder, answers = course
    sample = answer(answers, "missing", "double_file", "content = None")
    assert Dependence(load(folder), NOTEBOOK, sample.cells, sample.files).checks == {"double_file"}


def test_the_right_files_are_part_of_what_was_proven(course, tmp_path: Path):
    _, answers = course

    def subject():
        return read_subjects(tmp_path / "solutions", tmp_path / "answers")[0]

    before = subject()
    assert before.files == {FILE: "Id,Category\n0,0\n1,1\n2,2\n3,0\n4,1\n5,2\n"}
    (answers / "files" / f"{FILE}.py").write_text("content = b'x'\n")
    assert subject().files == {FILE: b"x"}
    assert subject().content != before.content


def test_the_demonstration_class_hands_in_files(course, tmp_path: Path):
    folder, answers = course
    answer(answers, "missing", "double_file, double_public", "content = None")
    make_class(load(folder), answers.parent, tmp_path / "submitted")
    handed = {path.parents[1].name for path in (tmp_path / "submitted").glob(f"*/{NAME}/{FILE}")}
    assert {"right", "damaged_no_metadata"} <= handed
    assert not handed & {"untouched", "wrong_double", "damaged_empty_folder"}


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("content = 5", "is no text, bytes or None"),
        ("content = (", "is not Python"),
    ],
)
def test_a_mistake_in_a_section_is_named(course, section: str, said: str):
    _, answers = course
    with pytest.raises(UserError, match=said):
        handed_files(right_files(answers), answer(answers, "mistaken", "double_file", section))


def test_a_section_of_a_file_that_nobody_hands_in_is_refused(course):
    _, answers = course
    sample = answer(answers, "unknown", "double_file", "content = None")
    with pytest.raises(AssignmentError, match=r"make one in files/predictions\.csv\.py"):
        handed_files({}, sample)
