"""Reading a notebook: what is remembered is as good as what is worked out anew, and there is an end to it."""

import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.assignment import load
from autograder.rules.meanings import Named
from autograder.rules.scopes import TooDeep
from autograder.rules.values import Program

ROOT = Path(__file__).parents[3]


def read(*lines: str) -> Program:
    return Program(new_notebook(cells=[new_code_cell("\n".join(lines))]))


def found(program: Program) -> dict:
    return {key: set(values) for key, values in program._known.items() if values}


def assert_nothing_was_missed(program: Program) -> None:
    """All turns once more, with nothing remembered, find nothing new."""
    before = found(program)
    program._start_again()
    program._solve()
    assert found(program) == before


@pytest.mark.parametrize("folder", sorted((ROOT / "solutions").glob("*/")), ids=lambda folder: folder.name)
def test_whoever_has_read_what_has_grown_reads_it_again(folder):
    assignment = load(folder)
    for name in assignment.notebooks:
        assert_nothing_was_missed(Program(assignment.source(name)))


@pytest.mark.parametrize(
    "lines",
    [
        ["x = y", "y = z", "z = len"],
        ["x = (lambda: g()[0])()", "def g():", "    return [h.a]", "h.a = k", "k = len"],
        ["class A:", "    def m(self): return self.n", "x = A().m()", "A.n = len"],
        ["x = globals()['y']", "globals()['y'] = z", "z = len"],
        ["x = y()", "exec('def y(): return z')", "z = len"],
        ["x = made", "from somewhere import *"],
        ["for x in later: x()", "later = [again]", "later.append(len)", "again = later"],
        ["class A(B): pass", "class B(A): m = len", "x = A.m"],
    ],
)
def test_whatever_the_order_it_is_found(lines):
    program = read(*lines)
    assert_nothing_was_missed(program)
    (key,) = (key for key in program._known if key[0] == "name" and key[1].parent is None and key[2] == "x")
    assert {Named("builtins.len"), Named("somewhere.made")} & program._known[key]


def test_what_a_change_does_not_concern_is_not_worked_out_again():
    """A chain that is written backwards costs as much a link however long it is, beside however much else."""
    beside = [f"b{number} = [{number}]" for number in range(1000)]

    def steps(length: int) -> int:
        return read(*beside, *(f"a{number} = a{number + 1}" for number in range(length)), f"a{length} = len")._steps

    assert steps(400) - steps(200) < 1.1 * (steps(200) - steps(0))


@pytest.mark.parametrize(
    "lines",
    [
        [f"z = [{', '.join(f'a{i}' for i in range(2500))}]", *(f"a{i} = a{i + 1}" for i in range(2500)), "a2500 = len"],
        [f"from m{i} import *\ny{i} = unknown{i}(1)" for i in range(500)],
    ],
    ids=["a list of a long chain", "names that could be anybody's"],
)
def test_an_entangled_notebook_is_given_up_in_bounded_time(lines):
    began = time.process_time()
    with pytest.raises(TooDeep):
        read(*lines)
    assert time.process_time() - began < 30


def test_a_lattice_of_classes_is_read():
    rows = [f"class A{i + 1}(A{i}, B{i}): pass\nclass B{i + 1}(A{i}, B{i}): pass" for i in range(60)]
    program = read("class A0: m = len", "class B0: pass", *rows, "x = A60.m")
    assert {Named("builtins.len")} in found(program).values()
