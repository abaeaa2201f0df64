"""Reading submissions: every file gives a notebook or a sentence that names it; no link is followed."""

import json
import os
import socket
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode, validate

from autograder.assignment import Assignment, load
from autograder.nbgrader.gradebook import longest_name
from autograder.submissions import submission as submission_module
from autograder.submissions.hand_in import MAX_BYTES, MAX_REPAIRS, read_notebook
from autograder.submissions.names import printable, unfit
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import discover, strays
from helpers.classes import two_notebooks
from helpers.sample import write_sample

CELL = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "layers.ipynb"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return load(write_sample(tmp_path_factory.mktemp("course")))


def notebook(*cells: object, **more: object) -> dict:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}


def read(path: Path, data: object) -> tuple[NotebookNode | None, list[str], str | None]:
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return read_notebook(path)


# --- no notebook: one sentence that names the file, what is wrong and what to do ---


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty; save the notebook"),
        (b"  \n\n", "is empty; save the notebook"),
        (b"\0" * 4096, "is empty; save the notebook"),
        (b'{"cells": [\n{"cell_type": "co' + b"\0" * 4096, "breaks off in line 2"),
        (b'{"cells": [\n{"cell_type": "code",\n"sour', "breaks off in line 3"),
        (b'{"cells": [', "breaks off in line 1"),
        (b'{"cells": [tru', "breaks off in line 1"),
        (b'{"cells": [1,,2]}', "is not JSON (line 1, column 14"),
        (b"import numpy as np\n", "is not JSON (line 1, column 1"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n}', "has Git's merge conflict marks (line 2)"),
        (b"PK\x03\x04rest", "is a zip archive"),
        (b"%PDF-1.4", "is a PDF"),
        (b"<!doctype html><html>", "is a web page"),
        (b"\xff\xd8\xff\xe0 no text at all", "is not JSON"),
        ([1, 2], "is JSON, but not a notebook (a list)"),
        ("text", "is JSON, but not a notebook (a text)"),
        ({"a": 1}, "is JSON, but not a notebook (it has no 'cells')"),
        ({"cells": {"a": 1}}, "its 'cells' are a mapping, not a list"),
        (notebook(), "has no cells"),
        (notebook(*[CELL] * 3000), "has 3000 cells, more than 2000"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cells": [' + b"[]," * 4_000_000, "holds more lists than a notebook has"),
        (b'{"nbformat": ' + b"1" * 5000 + b"}", "a number in it is too long"),
    ],
)
def test_what_is_no_notebook_is_named(path, data, says):
    nb, repairs, problem = read(path, data)
    assert nb is None
    assert repairs == []
    assert problem.startswith("layers.ipynb ")
    assert says in problem
    assert problem.endswith(".")
    assert "\n" not in problem


def test_what_is_no_file_is_named_and_never_followed_or_waited_for(path, tmp_path):
    assert read_notebook(path)[2] == "layers.ipynb is missing; hand it in."
    path.mkdir()
    assert "is a folder" in read_notebook(path)[2]
    path.rmdir()
    (tmp_path / "elsewhere.ipynb").write_text(json.dumps(notebook(CELL)))
    path.symlink_to("elsewhere.ipynb")
    assert "is a symbolic link" in read_notebook(path)[2]
    path.unlink()
    path.symlink_to("nowhere")
    assert "is a symbolic link" in read_notebook(path)[2]
    path.unlink()
    os.mkfifo(path)
    assert "is not an ordinary file" in read_notebook(path)[2]


def test_a_huge_file_is_not_read(path):
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1_000_000)
    assert "has 51 MB, more than 50" in read_notebook(path)[2]


# --- a notebook, in whatever form ---


def test_an_ordinary_notebook_needs_no_repairs(path):
    outputs = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    nb, repairs, problem = read(path, notebook({**CELL, "id": "a", "source": ["x = 1\n", "y = 2"], "outputs": outputs}))
    assert (repairs, problem) == ([], None)
    assert nb.cells[0] == {**CELL, "id": "a", "source": "x = 1\ny = 2"}
    validate(nb)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_obstacle(path, encoding):
    nb, repairs, problem = read(
        path, json.dumps(notebook({**CELL, "source": "é"}), ensure_ascii=False).encode(encoding)
    )
    assert problem is None
    assert nb.cells[0].source == "é"
    assert bool(repairs) == (encoding == "utf-16")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_a_notebook_of_wide_characters_needs_no_byte_order_mark(path, encoding):
    data = json.dumps(notebook({**CELL, "source": "é"}), ensure_ascii=False).encode(encoding)
    nb, repairs, problem = read(path, data)
    assert problem is None
    assert nb.cells[0].source == "é"
    assert repairs == [f"The file was saved as {encoding[:6].upper()} and has been read as such; notebooks are UTF-8."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_nul_characters_behind_a_notebook_are_left_out_and_reported(path, encoding):
    nb, repairs, problem = read(
        path, json.dumps(notebook(CELL)).encode(encoding) + ("\n" + "\0" * 5000).encode(encoding)
    )
    assert problem is None
    assert len(nb.cells) == 1
    assert repairs[-1] == "The file ended in 5,000 NUL characters; they have been left out."


def test_bytes_that_are_no_text_are_replaced_and_reported(path):
    text = json.dumps(notebook({**CELL, "source": "# caf?"})).encode().replace(b"?", b"\xe9")
    nb, repairs, problem = read(path, text)
    assert problem is None
    assert nb.cells[0].source == "# caf\N{REPLACEMENT CHARACTER}"
    assert "not all UTF-8 text (first on its line 1)" in repairs[0]


def test_half_a_surrogate_pair_can_be_written_again(path):
    nb, _, _ = read(path, b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}')
    assert nb.cells[0].source == "x = '?'"
    json.dumps(nb, ensure_ascii=False).encode()


def test_format_3_is_converted(path):
    old = {
        "nbformat": 3,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "source": ["Title"]},
                    {"cell_type": "code", "input": ["x = ", "1"], "language": "python", "outputs": []},
                    {"cell_type": "html", "source": "<b>b</b>"},
                ]
            }
        ],
    }
    nb, repairs, problem = read(path, old)
    assert problem is None
    assert [(cell.cell_type, cell.source) for cell in nb.cells] == [
        ("markdown", "## Title"),
        ("code", "x = 1"),
        ("markdown", "<b>b</b>"),
    ]
    assert repairs == ["The notebook has the old format 3; it was converted to format 4."]


@pytest.mark.parametrize("version", [5, None, "4"])
def test_other_formats_are_read_as_4_and_reported(path, version):
    nb, repairs, _ = read(path, notebook(CELL, nbformat=version))
    assert nb.cells[0].source == "x = 1"
    assert "read as format 4" in repairs[0]


@pytest.mark.parametrize(
    ("cell", "source", "says"),
    [
        ({"cell_type": "code"}, "", "The text of cell 1 was a null"),
        ({"cell_type": "code", "source": 7}, "", "The text of cell 1 was a number"),
        ({"cell_type": "code", "source": ["a", 1]}, "", "The text of cell 1 was a list"),
        ({**CELL, "metadata": []}, "x = 1", "The metadata of cell 1 was a list"),
        ({**CELL, "metadata": {"nbgrader": 3}}, "x = 1", "nbgrader's metadata of cell 1 was a number"),
        ({**CELL, "cell_type": "sql"}, "x = 1", "Cell 1 had no known type; it was read as code"),
        ({"source": "x"}, "x", "Cell 1 had no known type; it was read as raw"),
    ],
)
def test_ill_typed_cells_are_mended_and_reported(path, cell, source, says):
    nb, repairs, problem = read(path, notebook(cell))
    assert problem is None
    assert nb.cells[0].source == source
    assert len(repairs) == 1
    assert repairs[0].startswith(says)


def test_many_damages_give_few_sentences(path):
    _, repairs, _ = read(path, notebook(CELL, *[None] * 100))
    assert len(repairs) == 21
    assert repairs[-1] == "And 80 more damages of this kind."


def test_missing_and_repeated_ids_stay_for_rebuild_to_see(path):
    nb, repairs, _ = read(path, notebook({**CELL, "id": "a"}, {**CELL, "id": "a"}, CELL, {**CELL, "id": [1]}))
    assert [cell.get("id") for cell in nb.cells] == ["a", "a", None, None]
    assert repairs == []


def test_colabs_ids_are_ids(path):
    nb, _, _ = read(path, notebook({**CELL, "metadata": {"id": "fc-forward"}}))
    assert nb.cells[0].id == "fc-forward"


def test_only_pictures_are_kept_of_attachments(path):
    pictures = {"a.png": {"image/png": "aGVsbG8=", "text/html": "<script>"}, "b": 3, "c": {"image/svg+xml": "<svg>"}}
    nb, _, _ = read(path, notebook({"cell_type": "markdown", "metadata": {}, "source": "", "attachments": pictures}))
    assert nb.cells[0].attachments == {"a.png": {"image/png": "aGVsbG8="}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "tags", "id", "outputs"]
            )
            | st.sampled_from(["worksheets", "nbformat", "attachments", "level", "input", "points"]),
            inner | st.sampled_from(["code", "markdown", "heading", "double_answer", "def double(x): return x"]),
            max_size=8,
        )
    ),
    max_leaves=40,
)


@settings(max_examples=300, deadline=None)
@given(cells=st.lists(JSON, max_size=6), more=JSON)
def test_no_json_stops_reading_or_rebuilding(assignment, tmp_path_factory, cells, more):
    for data in (notebook(*cells), more, {**notebook(*cells), "extra": more}):
        path = tmp_path_factory.getbasetemp() / "any.ipynb"
        nb, repairs, problem = read(path, data)
        rebuilt = rebuild_submission(assignment, "doubling", nb, problem, repairs)
        validate(rebuilt)
        json.dumps(rebuilt, ensure_ascii=False).encode()


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_no_bytes_stop_reading(tmp_path_factory, data):
    nb, _, problem = read(tmp_path_factory.getbasetemp() / "any.ipynb", data)
    assert (nb is None) == (problem is not None)


# --- folders of submissions ---


def hand_in(root: Path, student: str, assignment: str = "hw0_sample", **files: str) -> Path:
    folder = root / student / assignment
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def test_submissions_are_found_by_student(assignment, tmp_path):
    hand_in(tmp_path, "bob", doubling__ipynb="{}", timestamp__txt="2026-02-03 04:05:06 UTC")
    hand_in(tmp_path, "anna", doubling__ipynb="{}")
    hand_in(tmp_path, "carl", "hw9_other")
    (tmp_path / ".hidden" / "hw0_sample").mkdir(parents=True)
    found = discover(tmp_path, assignment)
    assert [submission.student for submission in found] == ["anna", "bob"]
    assert found[1].timestamp == datetime(2026, 2, 3, 4, 5, 6)
    assert found[0].timestamp is None
    assert found[0].notebooks == {"doubling": tmp_path / "anna" / "hw0_sample" / "doubling.ipynb"}
    assert (found[0].problems, found[0].remarks) == ({}, [])
    assert "it has no 'cells'" in found[0].read("doubling")[2]


@pytest.mark.parametrize("text", ["tomorrow", "9" * 50, "1 2 3", "\0", "2026-02-03 99:99:99 Mars/Crater", "[] {} ()"])
def test_a_timestamp_that_is_none_is_reported(assignment, tmp_path, text):
    hand_in(tmp_path, "anna", doubling__ipynb="{}", timestamp__txt=text)
    (submission,) = discover(tmp_path, assignment)
    assert submission.timestamp is None or isinstance(submission.timestamp, datetime)
    assert (submission.timestamp is None) == bool(submission.remarks)


def test_a_missing_or_misnamed_notebook_says_what_is_there(assignment, tmp_path):
    hand_in(tmp_path, "a_missing", notes__txt="x")
    folder = hand_in(tmp_path, "b_misnamed")
    (folder / "doubling (1).ipynb").write_text("{}")
    (folder / "layers\n.py").write_text("")
    missing, misnamed = discover(tmp_path, assignment)
    assert missing.read("doubling") == (None, [], "doubling.ipynb is missing; hand it in.")
    assert missing.remarks == ["Not asked for, and not looked at: 'notes.txt'."]
    assert misnamed.problems["doubling"] == (
        "doubling.ipynb is missing; found instead: 'doubling (1).ipynb', 'layers[U+000A].py'; rename the right file to"
        " doubling.ipynb and hand it in again."
    )


@pytest.mark.parametrize(
    ("others", "left_out"),
    [
        ([], True),
        (["notes.txt", "helpers.py", "doubling (1).ipynb", "old_doubling.zip"], True),  # none of them is `tripling`
        (["Tripling-2.ipynb"], False),
        (["my_tripling.py"], False),
        (["Untitled.ipynb"], False),
        (["homework.zip"], False),
    ],
)
def test_a_notebook_is_left_out_only_where_no_file_may_be_it(tmp_path, others, left_out):
    course = load(two_notebooks(tmp_path) / "solutions" / "hw0_sample")
    folder = hand_in(tmp_path / "submitted", "anna", doubling__ipynb="{}")
    for name in others:
        (folder / name).write_text("{}")
    (submission,) = discover(tmp_path / "submitted", course)
    assert submission.absent == (["tripling"] if left_out else [])
    assert ("tripling" in submission.problems) == (not left_out)
    assert "doubling" in submission.notebooks


def test_where_no_notebook_is_there_none_is_left_out(tmp_path):
    course = load(two_notebooks(tmp_path) / "solutions" / "hw0_sample")
    folder = hand_in(tmp_path / "submitted", "anna", helpers__py="")
    (folder / "doubling (1).ipynb").write_text("{}")
    (submission,) = discover(tmp_path / "submitted", course)
    assert submission.absent == []
    assert "found instead: 'doubling (1).ipynb', 'helpers.py'" in submission.problems["doubling"]
    assert "found instead: 'helpers.py'" in submission.problems["tripling"]


def test_links_and_special_files_are_named_not_followed(assignment, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "doubling.ipynb").write_text("{}")
    folder = hand_in(tmp_path / "submitted", "anna")
    (folder / "doubling.ipynb").symlink_to(secret / "doubling.ipynb")
    (folder / "notes").symlink_to(secret)
    (folder / "timestamp.txt").symlink_to(secret / "doubling.ipynb")
    os.mkfifo(folder / "pipe")
    (tmp_path / "submitted" / "bob").symlink_to(tmp_path / "submitted" / "anna")
    (submission,) = discover(tmp_path / "submitted", assignment)
    assert "is a symbolic link" in submission.read("doubling")[2]
    assert submission.timestamp is None
    assert submission.remarks == [
        "notes is a symbolic link and was not followed.",
        "pipe is not an ordinary file and was not opened.",
        "timestamp.txt is a symbolic link and was not followed.",
    ]
    (stray,) = strays(tmp_path / "submitted", assignment)
    assert "bob is a symbolic link and was not followed" in stray


def test_files_that_the_assignment_asks_for_are_found(tmp_path):
    folder = write_sample(tmp_path)
    settings = folder / "assignment.toml"
    settings.write_text('files = ["predictions.csv", "runs/log.txt"]\n' + settings.read_text())
    handed = hand_in(tmp_path / "submitted", "anna", predictions__csv="Id,Category")
    (handed / "extra").mkdir()
    (submission,) = discover(tmp_path / "submitted", load(folder))
    assert submission.files == {"predictions.csv": handed / "predictions.csv"}
    assert "runs/log.txt is missing; the assignment asks for it." in submission.remarks


def test_only_ordinary_files_of_limited_size_are_taken_of_what_is_asked_for(tmp_path, monkeypatch):
    settings = write_sample(tmp_path) / "assignment.toml"
    names = ["a_link", "b_pipe", "c_socket", "d_huge", "e_folder", "f_ours", "g_mine"]
    settings.write_text(f"files = {names}\n".replace("'", '"') + settings.read_text())
    folder = hand_in(tmp_path / "submitted", "anna", doubling__ipynb="{}")
    (folder / "a_link").symlink_to("/dev/zero")
    os.mkfifo(folder / "b_pipe")
    monkeypatch.chdir(folder)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("c_socket")
    with (folder / "d_huge").open("wb") as file:
        file.truncate(MAX_BYTES + 1_000_000)
    (folder / "e_folder").mkdir()
    (folder / "g_mine").write_text("mine")
    os.link(folder / "g_mine", tmp_path / "again")  # as some backups do: a hard link of one's own
    if os.geteuid() == 0:
        (tmp_path / "ours").write_text("ours")
        os.chown(tmp_path / "ours", 65534, -1)
        os.link(tmp_path / "ours", folder / "f_ours")
    (submission,) = discover(tmp_path / "submitted", load(settings.parent))
    assert dict(submission.contents()) == {"g_mine": b"mine"}
    assert "a_link is a symbolic link and was not followed." in submission.remarks
    assert "d_huge has 51 MB, more than 50; hand in a smaller one." in submission.remarks
    if os.geteuid() == 0:
        assert "f_ours is a hard link to a file of another account; hand in a file of your own." in submission.remarks
    assert {remark.split()[0] for remark in submission.remarks} == {*names} - {"g_mine"}


def test_a_folder_without_end_is_not_looked_at_to_its_end(assignment, tmp_path, monkeypatch):
    monkeypatch.setattr(submission_module, "MAX_ENTRIES", 100)
    folder = hand_in(tmp_path, "anna", zzz__txt="")
    for number in range(100):
        (folder / f"link{number}").symlink_to("/dev/zero")
    (folder / "doubling.ipynb").write_text("{}")
    (submission,) = discover(tmp_path, assignment)
    assert "doubling" in submission.notebooks
    assert submission.remarks == ["The folder holds more than 100 files and folders; not all were looked at."]
    deep = folder = hand_in(tmp_path, "bob")
    for _ in range(120):
        deep /= "d" * 50
        os.mkdir(deep) if len(str(deep)) < 4000 else None
    for number in range(50):
        (folder / f"link{number}").symlink_to("/dev/zero")
    said = discover(tmp_path, assignment)[1].remarks
    assert len(said) == MAX_REPAIRS + 1
    assert "more remarks on the folder" in said[-1]


# --- names ---


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("anna\u00a0b", "U+00A0 NO-BREAK SPACE"),
        ("anna\tb", "U+0009 TAB"),
        ("anna\u2009b", "U+2009 THIN SPACE"),
        ("anna\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("anna\u2028", "U+2028 LINE SEPARATOR"),
        ("ann\udce9", "the byte E9, which is not UTF-8"),
    ],
)
def test_a_name_that_cannot_be_told_or_saved_is_refused_by_its_code_point(name, said):
    assert said in unfit(name)


@pytest.mark.parametrize("name", ["anna b", "山田\u3000太郎", "می\u200cخواهم", "Zoë", "Zoe\u0308", "x" * 200, "=1+1"])
def test_other_names_are_fine(name):
    assert unfit(name) is None
    assert printable(name) == name[:100]


def test_a_gradebook_may_take_shorter_names_only():
    assert "200 characters, and the gradebook takes 128" in unfit("x" * 200, 128)
    assert longest_name("postgresql+psycopg://somebody@somewhere/gradebook") == 128
    assert longest_name("sqlite:///gradebook.db") is None


@given(name=st.text(st.characters(exclude_categories=())))
def test_any_name_can_be_shown_and_a_fit_one_is_shown_as_it_is(name):
    shown = printable(name)
    assert shown.encode() and len(shown.splitlines()) == 1 if name else shown == ""
    assert unfit(name) is not None or shown == name[:100]


def test_work_in_the_wrong_place_is_named(assignment, tmp_path):
    (tmp_path / "anna.ipynb").write_text("{}")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "doubling.ipynb").write_text("{}")
    (tmp_path / "carl" / "HW0-Sample").mkdir(parents=True)
    (tmp_path / "dora" / "hw9_other").mkdir(parents=True)
    for name in (".emil/hw0_sample", ".git/refs", ".ipynb_checkpoints"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / ".ipynb_checkpoints" / "anna-checkpoint.ipynb").touch()
    (tmp_path / "._anna.ipynb").touch()
    found = strays(tmp_path, assignment)
    assert [sentence.split(" ")[0] for sentence in found] == [
        str(tmp_path / name) for name in (".emil", "anna.ipynb", "bob/doubling.ipynb", "carl/HW0-Sample")
    ]
    assert "begins with a dot and was not looked at" in found[0]
