"""Reading a cell's code: in IPython's syntax too, with its own line numbers, and in bounded time."""

import ast
import time

import pytest

from autograder.cell_code import names_defined, parse


@pytest.mark.parametrize(
    "code", ["x = 1", "\n\n  \n%time y = 2\nx = 1", "!ls\nx = 1", "files = !ls\nx = 1", "print?\nx = 1", "x = (7\n% 4)"]
)
def test_what_ipython_runs_is_read_with_the_lines_it_has(code: str):
    tree = parse(code)
    assert "x" in names_defined(code)
    (assigned,) = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "x")
    assert code.split("\n")[assigned.lineno - 1].startswith("x = ")


@pytest.mark.parametrize("code", ["x = ", "%%bash\nif [", "x = '\0'", "x = '\ud800'\n\0"])
def test_what_is_not_python_has_no_names(code: str):
    assert not names_defined(code)


@pytest.mark.parametrize(
    "code",
    ["x = 1\n" * 20_000 + "!ls\n" * 400, "!ls\n" * 5_000, "(" * 100_000, "x = " + "-" * 100_000 + "1"],
    ids=["code between commands", "commands alone", "parentheses", "signs"],
)
def test_what_would_take_minutes_is_not_read(code: str):
    """The first took 200 s of a process that students' code is kept out of."""
    began = time.process_time()
    assert parse(code) is None
    assert time.process_time() - began < 5
