"""Tests whether a notebook's setup cells run in a bench, and if one fails, finds out whose fault it is.

Setup cells belong to the course. If one also fails without the student's cells, the course or the machine is at fault
and nobody loses points. If it runs without them, the student's cells broke it and the student bears the cost.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from copy import deepcopy

from nbformat import NotebookNode

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied, BenchSettings
from autograder.grading.session import OutOfTime, Session
from autograder.roles import Role, grade_id, role

STUDENT_ROLES = (Role.ADDED, Role.ANSWER)  # the roles of cells that students write
_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


def setup_fault(
    release: NotebookNode, limits: Limits, settings: BenchSettings, setup_code: str = "", *, until: str | None = None
) -> str | None:
    """Run only a notebook's setup cells, in a new bench.

    `until`: the grade_id of the last cell to run; by default all run. Returns, for the first cell that fails, a
    sentence without its full stop that names the cell, what happened and the line; None if all run. Raises
    `ZygoteError` if no bench starts.
    """
    bench = Bench(limits, setup_code=setup_code, settings=settings)
    try:
        for cell in [deepcopy(cell) for cell in release.cells if role(cell) is Role.SETUP]:
            try:
                fault = bench.run(cell)
            except BenchDied as death:
                fault = str(death)
            if fault:
                return failed(cell, fault)
            if grade_id(cell) == until:
                break
    finally:
        bench.close()
    return None


def failed(cell: NotebookNode, fault: str) -> str:
    """A sentence without its full stop about a setup cell that does not run here, made from its outputs."""
    lines = cell.source.splitlines()
    number = line_of_fault(cell)
    where = f' in its line "{lines[number - 1].strip()}"' if 0 < number <= len(lines) else ""
    return f"the setup cell {grade_id(cell)} does not run where this was graded{where}: {fault}"


def line_of_fault(cell: NotebookNode) -> int:
    """The line of a cell that failed at which it failed, from 1, by its traceback; 0 if that is not known."""
    traceback = [line for output in cell.outputs for line in output.get("traceback", [])]
    found = _LINE.search(_COLOURS.sub("", "\n".join(traceback)))
    return int(found[1]) if found else 0


def breaker(cell: NotebookNode, before: list[NotebookNode], start: Callable[[], Session]) -> NotebookNode | None:
    """Find, among the cells `before` a setup cell, the student's cell that makes it fail; None if it can't be found.

    `start` returns a session with a new bench.
    """
    theirs = [other for other in before if role(other) in STUDENT_ROLES]

    def breaks(count: int) -> bool:
        """Whether the setup cell fails after the first `count` of the student's cells, without experiments."""
        left_out = {id(other) for other in theirs[count:]}
        session = start()
        try:
            for other in before:
                if role(other) in (Role.SETUP, *STUDENT_ROLES) and id(other) not in left_out:
                    session.run(deepcopy(other))
            broken = session.run(deepcopy(cell)) is not None
        finally:
            session.drop()
        if late := session.time.used_up:
            raise OutOfTime(late)
        return broken

    try:
        return theirs[bisect_left(range(1, len(theirs)), True, key=breaks)] if breaks(len(theirs)) else None
    except OutOfTime:
        return None
