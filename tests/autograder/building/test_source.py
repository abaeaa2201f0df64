"""Reading sources: complete metadata, stable ids, and a sentence for each header or marker that is wrong."""

import json
import re
from copy import deepcopy

import nbformat
import pytest

from autograder import roles
from autograder.building.release import CODE_STUB, TEXT_STUB, to_release
from autograder.building.source import SourceError, parse, read_source
from autograder.roles import Role
from helpers.sample import SOURCE, write_sample


@pytest.fixture
def path(tmp_path):
    return write_sample(tmp_path) / "doubling.py"


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_every_role_gets_complete_metadata(path):
    nb = read_source(path)
    nbformat.validate(nb)
    assert [roles.role(cell) for cell in nb.cells] == [
        Role.TEXT, Role.SETUP, Role.ANSWER, Role.CHECK, Role.CHECK, Role.EXPERIMENT, Role.WRITTEN,
    ]  # fmt: skip
    common = {"schema_version": 3, "task": False}
    expected = {
        "setup_imports": {"grade": False, "solution": False, "locked": True},
        "double_answer": {"grade": False, "solution": True, "locked": False},
        "double_public": {"grade": True, "solution": False, "locked": True, "points": 1},
        "double_experiment": {"grade": False, "solution": False, "locked": True},
        "double_why": {"grade": True, "solution": True, "locked": False, "points": 2},
    }
    found = {roles.grade_id(cell): cell.metadata.nbgrader for cell in nb.cells if roles.grade_id(cell)}
    for name, settings in expected.items():
        assert found[name] == {"grade_id": name, **common, **settings}
    assert nb.cells[1].metadata.tags == ["setup"]
    assert not nb.cells[0].metadata


def test_reading_twice_gives_the_same_bytes(path):
    assert nbformat.writes(read_source(path)) == nbformat.writes(read_source(path))


def test_ids_come_from_the_grade_id_or_the_text(path):
    ids = [cell.id for cell in read_source(path).cells]
    assert ids[1:4] == ["setup-imports", "double-answer", "double-public"]
    write(path, "# %% [markdown]\n# Same words\n\n# %% [markdown]\n# Same words\n\n" + SOURCE)
    again = [cell.id for cell in read_source(path).cells]
    assert again[2:] == ids  # cells before it do not change a cell's id
    assert again[1] == again[0] + "-2"


def test_explicit_metadata_as_nbgrader_writes_it_is_read_too(path):
    short = 'nbgrader={"grade_id": "double_public", "points": 1}'
    full = {"grade": True, "grade_id": "double_public", "locked": True, "points": 1, "schema_version": 3}
    full |= {"solution": False, "task": False}
    before = read_source(path)
    assert read_source(write(path, SOURCE.replace(short, f"nbgrader={json.dumps(full)}"))) == before


def test_comments_stay_comments_and_magics_stay_magics(path):
    cell = '# more on this\n%timeit 1\ntext = """\n# %% no cell\n"""'
    write(path, f'{SOURCE}\n# %% nbgrader={{"grade_id": "double_more"}}\n{cell}\n')
    assert read_source(path).cells[-1].source == cell


def test_text_keeps_its_line_breaks(path):
    assert read_source(write(path, "# %% [markdown]\n# one  \n# two\n")).cells[0].source == "one  \ntwo"


def test_a_cells_line_is_that_of_its_text(path):
    header = "# ---\n# jupyter:\n#   jupytext:\n#     x: 1\n# ---\n\n"
    write(path, header + "# %% [markdown]\n#\n# Words\n#\n# ```\n# # %% inside\n# ```\n\n" + SOURCE)
    source = parse(path)
    lines = path.read_text().split("\n")
    for cell, line in zip(source.notebook.cells, source.lines, strict=True):
        first = cell.source.split("\n")[0]
        assert lines[line - 1] in (first, f"# {first}")


# In a message, <text> stands for the number of the first line with that text.
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'nbgrader={"grade_id": "double_experiment"}',
            "",
            'doubling.py:<doubled = >: a code cell needs a grade_id; write nbgrader={"grade_id": "..."} in its header',
        ),
        (
            '"double_experiment"',
            '"double_hidden"',
            "doubling.py:<doubled = > cell 'double_hidden': the grade_id is that of the cell in line <# Checks double>",
        ),
        ('"double_experiment"', '"Double-1"', "the grade_id 'Double-1' is not 1 to 64 of a-z, 0-9 and _"),
        (
            '"points": 3}',
            '"points": 0}',
            "doubling.py:<# Checks double> cell 'double_hidden': points are 0; write a number above 0",
        ),
        ('"points": 3}', '"points": true}', "points are True; write a number above 0"),
        ('"points": 3}', '"grade": true}', "cell 'double_hidden': a check without points; add \"points\""),
        ('"points": 2, "solution": true', '"solution": true', "a written answer without points"),
        ('"points": 2, "solution": true', '"points": 2', "a text cell with a grade_id is a written answer"),
        (
            '"double_answer", "solution": true',
            '"double_answer", "solution": true, "points": 1',
            "has no points; move",
        ),
        (
            '"solution": true}\ndef',
            '"solution": true, "locked": true}\ndef',
            "locked is True, but such a cell's is False",
        ),
        ('"solution": true}\ndef', '"solution": true, "colour": 1}\ndef', "nbgrader has no setting 'colour'"),
        ('"solution": true}\ndef', "solution: true}\ndef", "is not key=JSON; mend its quotes and commas"),
        ('tags=["setup"]', 'tags=["setup", "hide"]', "the only tag is \"setup\", not ['setup', 'hide']"),
        (
            '# %% nbgrader={"grade_id": "double_exp',
            '# %% Try it nbgrader={"grade_id": "double_exp',
            "the header says title=",
        ),
        (
            "    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION\n",
            "    return x + x\n",
            "doubling.py:<def double> cell 'double_answer': a solution cell without markers; put ### BEGIN SOLUTION",
        ),
        (
            "    ### END SOLUTION\n",
            "",
            "doubling.py:<### BEGIN SOLUTION> cell 'double_answer': ### BEGIN SOLUTION without ### END SOLUTION",
        ),
        ("    ### BEGIN SOLUTION\n", "", "### END SOLUTION without ### BEGIN SOLUTION before it; pair the markers"),
        (
            "    ### BEGIN SOLUTION\n",
            "    # BEGIN SOLUTION\n",
            "a marker is written ### BEGIN SOLUTION, alone on its line",
        ),
        (
            "doubled = double",
            "### BEGIN SOLUTION\n### END SOLUTION\ndoubled = double",
            "belongs into an answer cell",
        ),
        (
            "doubled = double",
            "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\ndoubled = double",
            "belongs into a check",
        ),
        (
            "### END HIDDEN TESTS\n",
            "### BEGIN HIDDEN TESTS\n",
            "### BEGIN HIDDEN TESTS without ### END HIDDEN TESTS before",
        ),
    ],
)
def test_a_wrong_header_or_marker_is_named_with_its_place(path, old, new, message):
    assert old in SOURCE
    with pytest.raises(SourceError) as error:
        read_source(write(path, SOURCE.replace(old, new)))
    lines = path.read_text().split("\n")
    place = re.compile("<(.*?)>")
    for text in place.findall(message):
        number = next(number for number, line in enumerate(lines, start=1) if text in line)
        message = message.replace(f"<{text}>", str(number))
    assert message in str(error.value)
    assert str(error.value).startswith("solutions/hw0_sample/doubling.py:")


def test_all_faults_are_collected(path):
    text = SOURCE.replace('"points": 3}', '"points": -1}').replace("    ### END SOLUTION\n", "")
    assert len(parse(write(path, text)).faults) == 2


def test_a_file_that_is_no_source_is_named(path):
    with pytest.raises(SourceError, match=r"hw0_sample/other.py: no such file; write"):
        read_source(path.with_name("other.py"))
    path.write_bytes(b"\xff\xfe# %%")
    with pytest.raises(SourceError, match="cannot be read as UTF-8"):
        read_source(path)
    with pytest.raises(SourceError, match="jupytext cannot read it"):
        read_source(write(path, "# ---\n# jupyter:\n#   kernelspec:\n#     name: x\n# ---\n\n# %%\n1"))


def test_the_release_has_stubs_and_no_hidden_checks(path):
    nb = read_source(path)
    before = deepcopy(nb)
    release = {roles.grade_id(cell): cell for cell in to_release(nb).cells}
    assert nb == before
    assert release["double_answer"].source.endswith('stays as it is."""\n    ' + CODE_STUB)
    assert release["double_hidden"].source == (
        "# Checks double on arrays of other lengths, and that it leaves its input alone."
    )
    assert release["double_why"].source == TEXT_STUB
    assert release["double_public"].metadata.editable is False
    assert all(len(cell.metadata.nbgrader.checksum) == 32 for name, cell in release.items() if name)


def test_releasing_what_was_executed_clears_its_outputs(path):
    nb = read_source(path)
    clean = to_release(nb)
    nb.cells[1].outputs = [nbformat.v4.new_output("stream", text="words")]
    nb.cells[1].execution_count = 3
    assert to_release(nb) == clean
