"""Reading a notebook: names are found in whatever order they are given, and there is an end to it."""

import contextlib
import time

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.rules.reading import Reading
from autograder.scopes import TooDeep


def read(*lines: str) -> Reading:
    return Reading(new_notebook(cells=[new_code_cell("\n".join(lines))]))


def meanings(reading: Reading, name: str) -> set[str]:
    """What a name of the notebook's stands for."""
    return {full for (home, own), names in reading._names.items() if own == name and not home.parent for full in names}


@pytest.mark.parametrize(
    "lines",
    [
        ["x = y", "y = z", "z = len"],
        ["x = globals()['y']", "y = z", "z = len"],
        ["def f(x=y): pass", "x = y", "y = len"],
        ["x = made", "from somewhere import *"],
        ["x, (other, y) = y, (1, z)", "z = len"],
        ["exec('x = y')", "exec('y = z')", "z = len"],
        ["if (x := y): pass", "y: object = len"],
    ],
)
def test_whatever_the_order_it_is_found(lines):
    assert {"builtins.len", "somewhere.made"} & meanings(read(*lines), "x")


@pytest.mark.parametrize("lines", [["x = y", "y = x"], ["x = y or x", "y = z", "z = x if y else len"]])
def test_names_that_stand_for_each_other_are_read_to_an_end(lines):
    assert meanings(read(*lines), "x") <= {"builtins.len"}


def test_a_chain_costs_as_much_a_link_however_long_it_is():
    """Beyond some links it is given up: what is not read, the guard sees."""

    def seconds(length: int) -> float:
        beside = [f"b{number} = [{number}]" for number in range(1000)]
        began = time.process_time()
        read(*beside, *(f"a{number} = a{number + 1}" for number in range(length)), f"a{length} = len")
        return time.process_time() - began

    assert seconds(2000) < 20 * (seconds(400) + 0.1)


@pytest.mark.parametrize(
    "lines",
    [
        [f"z = [{', '.join(f'a{i}' for i in range(2500))}]", *(f"a{i} = a{i + 1}" for i in range(2500)), "a2500 = len"],
        [f"from m{i} import *\ny{i} = unknown{i}(1)" for i in range(500)],
        ["class A0: m = len", "class B0: pass"]
        + [f"class A{i + 1}(A{i}, B{i}): pass\nclass B{i + 1}(A{i}, B{i}): pass" for i in range(60)]
        + ["x = A60.m"],
        [f"exec({'exec(' * 30 + repr('pass') + ')' * 30})"],
        [f"exec({'!a' + chr(10)!r} * 3)", *(f"exec({('!a' + chr(10)) * 490 + 'x ='!r})" for _ in range(100))],
    ],
    ids=[
        *("a list of a long chain", "names that could be anybody's", "a lattice of classes", "exec in exec"),
        "texts full of commands",
    ],
)
def test_an_entangled_notebook_is_read_or_given_up_in_bounded_time(lines):
    began = time.process_time()
    with contextlib.suppress(TooDeep):
        read(*lines)
    assert time.process_time() - began < 30
