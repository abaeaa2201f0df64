"""Submissions in other forms: each becomes the same notebook, and what cannot be read is named with its next step."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import validate

from autograder.assignment import Assignment, AssignmentError, load
from autograder.roles import grade_id
from autograder.submissions.forms import archives
from autograder.submissions.forms.finding import archive_names
from autograder.submissions.forms.reading import read_submitted
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import Submission, discover_one
from helpers.classes import two_notebooks
from helpers.forms import as_notebook, as_script, packed
from helpers.sample import NAME, NOTEBOOK, SETTINGS, TWO, write_sample
from samples.answers import handed_in

DOUBLE = "import numpy as np\n\n\ndef double(x):\n    return 2 * x\n"


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return load(write_sample(tmp_path))


def hand_in(root: Path, files: dict[str, str | bytes], student: str = "anna") -> Path:
    folder = root / "submitted" / student / NAME
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def found(assignment: Assignment, root: Path, files: dict[str, str | bytes]) -> Submission:
    return discover_one(hand_in(root, files), assignment)


def answer(
    assignment: Assignment, submission: Submission, notebook: str = NOTEBOOK
) -> tuple[str, list[str], str | None]:
    """The text of the answer in the rebuilt notebook, the repairs, and the problem."""
    nb, repairs, problem = read_submitted(submission.hand_in(notebook), assignment, notebook)
    rebuilt = rebuild_submission(assignment, notebook, nb, problem, repairs)
    validate(rebuilt)
    texts = {grade_id(cell): cell.source for cell in rebuilt.cells}
    return texts["double_answer"], rebuilt.metadata.autograder.repairs, rebuilt.metadata.autograder.problem


# --- the same notebook from every form ---


def test_a_notebook_in_an_archive_and_as_a_script_is_that_notebook(assignment, tmp_path):
    nb = handed_in(
        assignment, NOTEBOOK, {"double_answer": "def double(x):\n    # more on this below\n    return 2 * x"}
    )
    forms = {
        "archive": {"work.zip": packed({f"{NOTEBOOK}.ipynb": as_notebook(nb)})},
        "in a folder": {"work.zip": packed({f"hw/{NOTEBOOK}.ipynb": as_notebook(nb), "__MACOSX/._x": b"\0"})},
        "script": {f"{NOTEBOOK}.py": as_script(nb)},
        "script in an archive": {"work.ZIP": packed({f"{NOTEBOOK}.py": as_script(nb)})},
        "light script": {f"{NOTEBOOK}.py": as_script(nb, "py:light")},
        "UTF-16": {f"{NOTEBOOK}.py": as_script(nb).encode("utf-16")},
        "Windows": {f"{NOTEBOOK}.py": as_script(nb).replace("\n", "\r\n")},
    }
    for name, files in forms.items():
        submission = found(assignment, tmp_path / name, files)
        text, repairs, problem = answer(assignment, submission)
        assert "# more on this below" in text, name
        assert problem is None
        assert submission.remarks == []
        assert [repair for repair in repairs if "UTF-16" not in repair] == [], name


def test_a_notebook_counts_before_every_other_form_which_is_named(assignment, tmp_path):
    nb = as_notebook(handed_in(assignment, NOTEBOOK))
    files = {f"{NOTEBOOK}.ipynb": nb, f"{NOTEBOOK}.py": DOUBLE, "old.zip": b"no archive"}
    submission = found(assignment, tmp_path, files)
    text, repairs, _ = answer(assignment, submission)
    assert "x + x" in text
    assert repairs == [f"Not asked for, and not looked at: '{NOTEBOOK}.py', 'old.zip'."]


def test_an_archive_may_hold_one_notebook_while_another_lies_beside_it(tmp_path):
    assignment = load(two_notebooks(tmp_path) / "solutions" / NAME)
    nb = handed_in(assignment, TWO)
    submission = found(
        assignment,
        tmp_path,
        {
            f"{NOTEBOOK}.ipynb": as_notebook(handed_in(assignment, NOTEBOOK)),
            "two.zip": packed({f"{TWO}.ipynb": as_notebook(nb)}),
        },
    )
    assert submission.is_there(NOTEBOOK) and submission.is_there(TWO)
    assert (submission.absent, submission.problems, submission.remarks) == ([], {}, [])


def test_a_script_of_one_notebook_is_no_module_for_another(tmp_path):
    assignment = load(two_notebooks(tmp_path) / "solutions" / NAME)  # both ask for `double`
    nb = handed_in(assignment, NOTEBOOK)
    files = {f"{NOTEBOOK}.ipynb": as_notebook(nb), f"{NOTEBOOK}.py": as_script(nb)}
    assert found(assignment, tmp_path, files).absent == [TWO]
    module = found(assignment, tmp_path / "module", {f"{NOTEBOOK}.ipynb": as_notebook(nb), "module.py": DOUBLE})
    assert module.is_there(TWO)


def test_an_archive_in_a_subfolder_counts_and_what_else_it_holds_is_named(assignment, tmp_path):
    nb = as_notebook(handed_in(assignment, NOTEBOOK))
    submission = found(
        assignment, tmp_path, {"sub/work.zip": packed({f"{NOTEBOOK}.ipynb": nb, "test1.py": ""}), "a.txt": ""}
    )
    assert submission.extra == ["work.zip: test1.py", "a.txt"]
    assert answer(assignment, submission)[2] is None


def test_files_that_the_assignment_asks_for_are_taken_from_an_archive(tmp_path):
    folder = write_sample(tmp_path)
    (folder / "assignment.toml").write_text('files = ["predictions.csv"]\n' + SETTINGS)
    assignment = load(folder)
    nb = as_notebook(handed_in(assignment, NOTEBOOK))
    submission = found(
        assignment, tmp_path, {"a.zip": packed({f"x/{NOTEBOOK}.ipynb": nb, "x/predictions.csv": "Id,Category"})}
    )
    assert submission.hand_in(NOTEBOOK).files == (("predictions.csv", b"Id,Category"),)
    assert submission.remarks == []


def test_two_that_differ_need_a_person_and_two_that_are_alike_do_not(assignment, tmp_path):
    nb = as_notebook(handed_in(assignment, NOTEBOOK))
    alike = found(
        assignment, tmp_path / "alike", {name: packed({f"{NOTEBOOK}.ipynb": nb}) for name in ("a.zip", "b.zip")}
    )
    assert answer(assignment, alike)[2] is None
    other = as_notebook(handed_in(assignment, NOTEBOOK, {"double_answer": DOUBLE}))
    files = {"a.zip": packed({f"{NOTEBOOK}.ipynb": nb}), "b.zip": packed({f"{NOTEBOOK}.ipynb": other})}
    submission = found(assignment, tmp_path / "differ", files)
    assert submission.problems[NOTEBOOK] == (
        "doubling is there 2 times, and not alike (a.zip: doubling.ipynb, b.zip: doubling.ipynb); hand in only one."
    )


# --- archives that cannot be read ---


def with_entry(name: str, content: bytes = b"x", **settings: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = settings.pop("compress_type", zipfile.ZIP_DEFLATED)
        for key, value in settings.items():
            setattr(info, key, value)
        archive.writestr(info, content)
    return made.getvalue()


def encrypted(data: bytes) -> bytes:
    """Set the flag that a password is needed, in both places."""
    changed = bytearray(data)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[data.index(sign) + offset] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 and no more", "is no zip archive that can be read; pack it again"),
        (with_entry("../../etc/passwd"), "its entry ../../etc/passwd would lie outside the folder"),
        (with_entry("/elsewhere/x.py"), "would lie outside the folder"),
        (with_entry("Q").replace(b"Q", b"\0"), "its entry '' has no name"),
        (with_entry("link", external_attr=(stat.S_IFLNK | 0o777) << 16), "its entry link is a link or a device"),
        (encrypted(with_entry("doubling.ipynb")), "is encrypted; pack the files themselves, without a password"),
        (with_entry("bomb.ipynb", bytes(6_000_000)), "would become more than 200 times as large"),
        (with_entry("x.ipynb", compress_type=zipfile.ZIP_LZMA), "is packed in a way that is not read"),
        (packed({f"{number}.txt": "" for number in range(3000)}), "would become 3,000 files"),
        (packed({f"{number}.txt": "" for number in range(5000)}), "holds more than 2,000 files"),
        (
            packed({"inner.zip": packed({"doubling.ipynb": "{}"})}),
            "holds another archive, inner.zip, which was not opened",
        ),
    ],
    ids=["damaged", "path", "root", "no name", "link", "encrypted", "bomb", "packing", "files", "many", "archive"],
)
def test_an_archive_that_is_not_opened_is_named_with_the_next_step(assignment, tmp_path, data, says):
    submission = found(assignment, tmp_path, {"work.zip": data})
    text, repairs, problem = answer(assignment, submission)
    assert problem.startswith("doubling.ipynb is missing; found instead: 'work.zip'")
    assert any(says in repair and repair.startswith("work.zip ") for repair in repairs)
    assert "FILL_IN" in text


def test_a_large_archive_is_refused_by_what_it_would_become(assignment, tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    submission = found(assignment, tmp_path, {"work.zip": packed({"a.txt": "ab" * 400, "b.txt": "cd" * 400})})
    assert "would become 2 files of 0 MB" in " ".join(submission.remarks)


def test_an_archive_whose_contents_are_damaged_is_named(assignment, tmp_path):
    nb = as_notebook(handed_in(assignment, NOTEBOOK))
    data = bytearray(packed({f"{NOTEBOOK}.ipynb": nb}))
    data[200:260] = bytes(60)
    _, _, problem = answer(assignment, found(assignment, tmp_path, {"work.zip": bytes(data)}))
    assert problem == (
        "work.zip: doubling.ipynb could not be read: the archive is damaged at doubling.ipynb; "
        "pack it again and hand it in."
    )


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 400), data=st.binary(min_size=1, max_size=8))
@example(place=257, data=b"\0")  # a name that is empty now
def test_no_damage_to_an_archive_stops_reading(tmp_path_factory, place, data):
    root = tmp_path_factory.mktemp("course")
    assignment = load(write_sample(root))
    whole = bytearray(packed({f"{NOTEBOOK}.ipynb": '{"cells": []}', "layers.py": DOUBLE}))
    whole[place : place + len(data)] = data
    answer(assignment, found(assignment, root, {"work.zip": bytes(whole)}))


def test_a_link_to_an_archive_is_not_followed(assignment, tmp_path):
    (tmp_path / "secret.zip").write_bytes(packed({f"{NOTEBOOK}.ipynb": "{}"}))
    folder = hand_in(tmp_path, {"notes.txt": ""})
    (folder / "work.zip").symlink_to(tmp_path / "secret.zip")
    submission = discover_one(folder, assignment)
    assert not submission.is_there(NOTEBOOK)
    assert "work.zip is a symbolic link and was not followed." in submission.remarks


# --- scripts that cannot be read ---


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"# %%\ndef double(x):\n    return 2 * x  # caf\xe9\n", "is not all UTF-8 text (first on its line 3)"),
        (b"# -*- coding: latin-1 -*-\n# %%\ndef double(x):\n    return 2 * x  # caf\xe9\n", None),
        (b"# -*- coding: klingon -*-\n# %%\ndef double(x):\n    return 2 * x\n", None),
    ],
)
def test_the_encoding_of_a_script_is_the_one_it_declares(assignment, tmp_path, content, says):
    text, repairs, problem = answer(assignment, found(assignment, tmp_path, {f"{NOTEBOOK}.py": content}))
    assert problem is None
    assert "return 2 * x" in text
    assert bool(says) == any(repair.startswith("doubling.py is not all UTF-8") for repair in repairs)


def test_a_script_that_jupytext_cannot_read_is_named(assignment, tmp_path):
    header = "# ---\n# jupyter:\n#   kernelspec: [\n# ---\n\n# %%\ndef double(x):\n    return 2 * x\n"
    _, _, problem = answer(assignment, found(assignment, tmp_path, {f"{NOTEBOOK}.py": header}))
    assert problem.startswith("doubling.py cannot be read by jupytext (")
    assert problem.endswith("hand in the .ipynb file.")


# --- names of archives ---


def test_an_archives_name_says_who_handed_it_in():
    names_in = archive_names("HW4_<id>_<first>_<last>.zip")
    assert names_in("HW4_123_Anna_de la Cruz.zip") == {"id": "123", "first": "Anna", "last": "de la Cruz"}
    assert names_in("hw4_123_Anna_Lee (1).zip")["last"] == "Lee"
    assert names_in("HW4_123_Anna_Lee-2.zip")["last"] == "Lee"
    assert names_in("HW3_123_Anna_Lee.zip") is None
    assert names_in("anna.zip") is None
    assert archive_names("<id>.zip")("al123.zip") == {"id": "al123"}


def test_an_archive_of_another_name_or_person_is_told(tmp_path):
    folder = write_sample(tmp_path)
    (folder / "assignment.toml").write_text('archive = "HW4_<id>_<first>_<last>.zip"\n' + SETTINGS)
    assignment = load(folder)
    nb = packed({f"{NOTEBOOK}.ipynb": as_notebook(handed_in(assignment, NOTEBOOK))})
    right = found(assignment, tmp_path / "right", {"HW4_anna_Anna_Lee.zip": nb})
    assert (right.misnamed, right.remarks) == ([], [])
    wrong = found(assignment, tmp_path / "wrong", {"homework.zip": nb})
    assert wrong.remarks == ["homework.zip is not named as asked for: HW4_<id>_<first>_<last>.zip."]
    other = found(assignment, tmp_path / "other", {"HW4_bob_Bob_Lee.zip": nb})
    assert other.remarks == ["HW4_bob_Bob_Lee.zip names bob, but lies in the folder of anna; look whose it is."]
    assert other.misnamed == ["HW4_bob_Bob_Lee.zip"]


@pytest.mark.parametrize("pattern", ["HW4.zip", "<id>_<id>.zip", "<id>_<a b>.zip"])
def test_a_pattern_without_a_student_is_refused(tmp_path, pattern):
    folder = write_sample(tmp_path)
    (folder / "assignment.toml").write_text(f'archive = "{pattern}"\n' + SETTINGS)
    with pytest.raises(AssignmentError, match="write a name with <id> in it"):
        load(folder)
