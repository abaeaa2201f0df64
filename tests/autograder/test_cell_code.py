"""Reading a cell's code: in IPython's syntax too, with its own line numbers, and in bounded time."""

import ast
import time

import pytest
from nbformat.v4 import new_code_cell

from autograder.cell_code import names_defined, parse
from autograder.grading.left_out import cells_left_out


@pytest.mark.parametrize(
    "code", ["x = 1", "\n\n  \n%time y = 2\nx = 1", "!ls\nx = 1", "files = !ls\nx = 1", "print?\nx = 1", "x = (7\n% 4)"]
)
def test_what_ipython_runs_is_read_with_the_lines_it_has(code: str):
    tree = parse(code)
    assert "x" in names_defined(code)
    (assigned,) = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "x")
    assert code.split("\n")[assigned.lineno - 1].startswith("x = ")


def test_comments_and_docstrings_that_ask_do_not_hide_a_name():
    asking = "# why is this so?\n" * 100 + '"""Is it?\n' + "What is it?\n" * 3 + '"""\n' + "x = 1\n" * 800
    assert "x" in names_defined(f"%matplotlib inline\n{asking}")


@pytest.mark.parametrize(
    "code", ["x = ", "%%bash\nif [", "x = '\0'", "x = '\ud800'\n\0", "x =%\\", 'x =%"""abc', "x = 1\ny =%\\"]
)
def test_what_ipython_cannot_run_has_no_names(code: str):
    assert not names_defined(code)


PLAIN = "x = 1\n" * 6_000


@pytest.mark.parametrize(
    "code",
    [
        *(
            PLAIN + line * 400
            for line in ("!ls\n", ",f a\n", ";f a\n", "/f a\n", "!ls\r", "!ls\x0c", "!ls\u2028", "f?\n")
        ),
        "!ls\n" * 5_000,
        "(" * 100_000,
        "x = " + "-" * 100_000 + "1",
    ],
)
def test_what_would_take_minutes_is_not_read(code: str):
    """A cell of 120 KB with 400 commands took 200 s of a process that students' code is kept out of."""
    began = time.process_time()
    assert parse(code) is None
    assert time.process_time() - began < 5


@pytest.mark.parametrize("count", [1, 40])
def test_what_grading_leaves_out_is_found_in_bounded_time(count: int):
    tags = {"tags": []}
    cells = [
        new_code_cell(PLAIN[: len(PLAIN) // count] + "!ls\n" * (400 // count), metadata=tags) for _ in range(count)
    ]
    began = time.process_time()
    assert cells_left_out(cells) == set()
    assert time.process_time() - began < 20
