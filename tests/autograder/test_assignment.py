"""What `assignment.toml` says, and which of it a notebook may say for itself."""

import pytest

from autograder.assignment import AssignmentError, load
from autograder.building.lint import lint
from autograder.building.source import FIRST_CELL
from autograder.grading.grade import Grader
from autograder.roles import Role, grade_id, role
from autograder.rules.violations import Rules
from helpers import sample

TWO = """\
title = "Two"
frameworks = ["numpy"]
allowed_imports = ["numpy", "math"]
forbid = ["torch", "scipy"]

[notebooks.plain]
title = "By the assignment's rules"
minutes = 5

[notebooks.own]
title = "By its own"
minutes = 5
frameworks = ["numpy", "decimal"]
preload = ["fractions"]
allowed_imports = []
forbid = [".backward"]
"""


@pytest.fixture
def two(tmp_path):
    (tmp_path / "assignment.toml").write_text(TWO, encoding="utf-8")
    return load(tmp_path)


def test_a_notebooks_own_lists_stand_in_place_of_the_assignments(two):
    plain, own = Rules.of(two, "plain"), Rules.of(two, "own")
    assert (plain.frameworks, plain.allowed_imports, plain.forbid) == (
        ("numpy",),
        ("numpy", "math"),
        ("torch", "scipy"),
    )
    assert (own.frameworks, own.allowed_imports, own.forbid) == (("numpy", "decimal"), (), (".backward",))
    assert two.rules("own")["forbid"] == [".backward"]
    assert set(two.packages) == {"numpy", "math", "decimal"}


def test_a_bench_has_what_its_own_notebook_needs(two):
    for name in two.notebooks:
        (two.folder / f"{name}.py").write_text("# %% [markdown]\n# Nothing yet.\n", encoding="utf-8")
    with Grader(two) as grader:
        assert grader.bench_settings("plain").preload == ("numpy",)
        assert grader.bench_settings("own").preload == ("numpy", "decimal", "fractions")


def test_an_unknown_setting_is_named_beside_the_known_ones(tmp_path):
    (tmp_path / "assignment.toml").write_text(f"colour = 1\n{sample.SETTINGS}", encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"unknown setting 'colour'; known are title, .*forbid"):
        load(tmp_path)
    (tmp_path / "assignment.toml").write_text(f"{sample.SETTINGS}colour = 1\n", encoding="utf-8")
    with pytest.raises(AssignmentError, match="question 'double': unknown setting 'colour'"):
        load(tmp_path)


# --- course.toml: the package that notebooks need ---


@pytest.mark.parametrize(
    ("package", "frameworks", "asked"),
    [
        ("the_kit-2.0-py3-none-any.whl", '"numpy"', "'\"./the_kit-2.0-py3-none-any.whl\"'"),
        ("the_kit-2.0-py3-none-any.whl", '"numpy", "torch"', "'\"./the_kit-2.0-py3-none-any.whl[torch]\"'"),
        (
            "https://a.edu/the_kit-2.0-py3-none-any.whl",
            '"numpy"',
            "'\"the-kit @ https://a.edu/the_kit-2.0-py3-none-any.whl\"'",
        ),
        (
            "https://a.edu/the_kit-2.0-py3-none-any.whl",
            '"torch", "tensorflow"',
            "'\"the-kit[torch,tensorflow] @ https://a.edu/the_kit-2.0-py3-none-any.whl\"'",
        ),
    ],
)
def test_the_course_says_once_what_every_notebook_has_students_install(tmp_path, package, frameworks, asked):
    folder = sample.write_sample(tmp_path)
    settings = sample.SETTINGS.replace('["numpy"]', f"[{frameworks}]")
    (folder / "assignment.toml").write_text(settings, encoding="utf-8")
    without = load(folder)
    (folder.parent / "course.toml").write_text(f'package = "{package}"', encoding="utf-8")
    assignment = load(folder)
    assert lint(folder) == []
    nb, bare = assignment.release(sample.NOTEBOOK), without.release(sample.NOTEBOOK)
    first = next(cell for cell in nb.cells if cell.cell_type == "code")
    assert (grade_id(first), role(first)) == (FIRST_CELL, Role.SETUP)
    assert f"install={asked}" in first.source and "{" not in first.source.rpartition("look_for(")[2]
    assert [cell for cell in nb.cells if cell is not first] == bare.cells
    # Places in messages are lines of the author's file, which has no such cell.
    source, plain = assignment.parse(sample.NOTEBOOK), without.parse(sample.NOTEBOOK)
    after = source.notebook.cells.index(next(c for c in source.notebook.cells if grade_id(c) == "double_answer"))
    assert source.where(after) == plain.where(after - 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "course.toml: unknown setting 'colour'; known are package, mistakes"),
        ("package = 1", "course.toml: package is 1; write the name of a file that ends in .whl"),
        ('package = "dist/kit-1-py3-none-any.whl"', "write the name of a file"),
        ('package = "https://a.edu/kit"', "or its whole address on the web"),
        ("package", "course.toml: not valid TOML"),
    ],
)
def test_a_wrong_course_toml_is_one_sentence(tmp_path, text, said):
    folder = sample.write_sample(tmp_path)
    (folder.parent / "course.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AssignmentError, match=said):
        load(folder)
    assert len(lint(folder)) == 1
