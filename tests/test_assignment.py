"""What `assignment.toml` says, and which of it a notebook may say for itself."""

import pytest
import sample

from autograder.assignment import AssignmentError, load
from autograder.grading.grade import Grader
from autograder.rules.violations import Rules

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
    with Grader(two) as grader:
        assert grader.place("plain").preload == ("numpy",)
        assert grader.place("own").preload == ("numpy", "decimal", "fractions")


def test_an_unknown_setting_is_named_beside_the_known_ones(tmp_path):
    (tmp_path / "assignment.toml").write_text(f"colour = 1\n{sample.SETTINGS}", encoding="utf-8")
    with pytest.raises(AssignmentError, match=r"unknown setting 'colour'; known are title, .*forbid"):
        load(tmp_path)
    (tmp_path / "assignment.toml").write_text(f"{sample.SETTINGS}colour = 1\n", encoding="utf-8")
    with pytest.raises(AssignmentError, match="question 'double': unknown setting 'colour'"):
        load(tmp_path)
