"""`autograder collect`: archives go to those whose names they have, and every other one is named."""

import os
from pathlib import Path

import pytest

from autograder.assignment import Assignment, load
from autograder.errors import UserError
from autograder.submissions.collect import collect
from autograder.submissions.submission import discover, strays
from helpers.forms import as_notebook, packed
from helpers.sample import NAME, NOTEBOOK, SETTINGS, write_sample
from samples.answers import handed_in


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    folder = write_sample(tmp_path)
    (folder / "assignment.toml").write_text('archive = "HW4_<id>_<first>_<last>.zip"\n' + SETTINGS)
    return load(folder)


def put(folder: Path, name: str, content: bytes = b"PK") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder


def test_each_archive_goes_to_its_student_and_is_graded_there(assignment, tmp_path):
    archive = packed({f"{NOTEBOOK}.ipynb": as_notebook(handed_in(assignment, NOTEBOOK))})
    put(tmp_path / "downloads", "HW4_anna_Anna_Lee.zip", archive)
    put(tmp_path / "downloads", "HW4_bob_Bob_Lee (1).zip", archive)
    os.utime(tmp_path / "downloads" / "HW4_anna_Anna_Lee.zip", (1_777_896_000, 1_777_896_000))
    done = collect(tmp_path / "downloads", assignment, tmp_path / "submitted", times=True)
    assert (done.students, done.sentences) == (["anna", "bob"], [])
    anna, bob = discover(tmp_path / "submitted", assignment)
    assert anna.is_there(NOTEBOOK) and bob.is_there(NOTEBOOK)
    assert str(anna.timestamp) == "2026-05-04 12:00:00"
    assert anna.remarks == bob.remarks == []


def test_a_newer_archive_takes_the_place_of_the_one_before(assignment, tmp_path):
    for name in ("HW4_anna_Anna_Lee.zip", "HW4_anna_Anna_Lee-1.zip"):
        folder = put(tmp_path / name[:-4], name, name.encode())
        collect(folder, assignment, tmp_path / "submitted")
    assert [path.name for path in (tmp_path / "submitted" / "anna" / NAME).iterdir()] == ["HW4_anna_Anna_Lee-1.zip"]
    assert not (tmp_path / "submitted" / "anna" / NAME / "timestamp.txt").exists()


def test_what_is_not_collected_is_named(assignment, tmp_path):
    folder = put(tmp_path / "downloads", "homework.zip")
    put(folder, "HW4_an\u00a0na_A_L.zip")
    put(folder, "HW4_.._A_L.zip")
    put(folder, "HW4_bob_Bob_Lee.zip", b"one")
    put(folder, "HW4_bob_Bob_Lee (1).zip", b"two")
    (folder / "HW4_carl_C_L.zip").symlink_to(folder / "homework.zip")
    done = collect(folder, assignment, tmp_path / "submitted")
    assert done.students == []
    assert done.sentences == [
        "HW4_.._A_L.zip: the name of the student is no name for a folder; rename the archive.",
        "HW4_an[U+00A0]na_A_L.zip: the name of the student has U+00A0 NO-BREAK SPACE in its name, which is not seen, "
        "or looks like another; rename the archive.",
        "homework.zip is not named HW4_<id>_<first>_<last>.zip; rename it.",
        "bob has 2 archives, not alike (HW4_bob_Bob_Lee (1).zip, HW4_bob_Bob_Lee.zip); leave only the one that counts.",
        "HW4_carl_C_L.zip is a symbolic link; hand in the file itself.",
    ]
    assert not (tmp_path / "submitted").exists()


def test_where_there_is_nothing_to_collect_it_says_so(assignment, tmp_path):
    with pytest.raises(UserError, match="is not a folder; name the one with the archives"):
        collect(tmp_path / "none", assignment, tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"holds no \.zip"):
        collect(tmp_path / "empty", assignment, tmp_path)
    (assignment.folder / "assignment.toml").write_text(SETTINGS)
    with pytest.raises(UserError, match="does not say how archives are named; write archive ="):
        collect(tmp_path / "empty", load(assignment.folder), tmp_path)


def test_an_archive_in_no_students_folder_is_told_where_it_belongs(assignment, tmp_path):
    put(tmp_path / "submitted", "HW4_anna_Anna_Lee.zip")
    (sentence,) = strays(tmp_path / "submitted", assignment)
    assert sentence.endswith("is not in a student's folder; put it into anna/hw0_sample/ to have it graded.")
