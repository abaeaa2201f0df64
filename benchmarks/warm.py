"""What a notebook's cells cost by themselves: `python -m benchmarks.warm FOLDER/NOTEBOOK TIMES`.

The framework is imported once; each time, a fork of that process runs the cells twice. The first run is what a fresh
process needs that has only imported; the second what one needs that has computed before. Prints JSON: for each time,
processor seconds of both, by kind of cell; for the first time also of the cells that grading leaves out, run once.
"""

import contextlib
import importlib
import io
import json
import os
import resource
import sys
from collections import defaultdict
from pathlib import Path
from types import CodeType, ModuleType

from nbformat import NotebookNode

from autograder.assignment import load
from autograder.benches.zygote import LATER
from autograder.roles import Role, is_left_out, role

STUDENTS, CHECKS, LEFT_OUT = "students", "checks", "left_out"  # kinds of cells


def main(place: str, times: int) -> None:
    import matplotlib.pyplot  # noqa: F401 (as in every bench)

    folder, name = Path(place).parent, Path(place).name
    homework = load(folder)
    notebook = homework.notebooks[name]
    later = [module for framework in notebook.frameworks for module in LATER.get(framework, ())]
    for module in (*notebook.frameworks, *notebook.preload, *later):
        importlib.import_module(module)
    importlib.import_module("coursekit.checking.check"), importlib.import_module("coursekit.checking.exam")
    cells = [
        (_kind(cell), compile(cell.source, f"<{name}>", "exec"))
        for cell in homework.source(name).cells
        if cell.cell_type == "code"
    ]
    graded = [(kind, code) for kind, code in cells if kind != LEFT_OUT]
    found = [_in_a_fork(graded) for _ in range(times)]
    if len(graded) < len(cells):
        found[0] |= _in_a_fork(cells, once=True)  # it only says how much other graders have to do besides
    print(json.dumps(found))


def _kind(cell: NotebookNode) -> str:
    return LEFT_OUT if is_left_out(cell) else CHECKS if role(cell) is Role.CHECK else STUDENTS


def _in_a_fork(cells: list[tuple[str, CodeType]], *, once: bool = False) -> dict[str, float]:
    """Seconds by kind of cell: `students`, `checks`, and `students_again`, `checks_again`; or `left_out` of one run."""
    inside, outside = os.pipe()
    if os.fork() == 0:
        found = _seconds(cells)
        if once:
            found = {LEFT_OUT: found[LEFT_OUT]}
        else:
            found |= {f"{kind}_again": seconds for kind, seconds in _seconds(cells).items()}
        os.write(outside, json.dumps(found).encode())
        os._exit(0)
    os.close(outside)
    with open(inside, "rb") as pipe:
        found = json.loads(pipe.read())
    os.wait()
    return found


def _seconds(cells: list[tuple[str, CodeType]]) -> dict[str, float]:
    # `reference` and `remote` of coursekit look into this module.
    main = sys.modules["__main__"] = ModuleType("__main__")
    found: dict[str, float] = defaultdict(float)
    with contextlib.redirect_stdout(io.StringIO()):
        for kind, code in cells:
            before = _used()
            exec(code, vars(main))
            found[kind] += _used() - before
    return dict(found)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
