"""What a homework's own cells cost by themselves: `python -m benchmarks.warm FRAMEWORK TIMES`.

The framework is imported once; each time, a fork of that process runs the student's cells (setup, answers, experiments;
no checks) twice. The first run is what a fresh process needs that has only imported; the second what one needs that has
computed before. Prints JSON: for each time, processor seconds of both.
"""

import contextlib
import importlib
import io
import json
import os
import resource
import sys

from autograder.benches.zygote import LATER
from autograder.roles import Role, role
from benchmarks.homework import NOTEBOOK, assignment


def main(framework: str, times: int) -> None:
    import matplotlib.pyplot  # noqa: F401 (as in every bench)

    homework = assignment(framework)
    notebook = homework.notebooks[NOTEBOOK]
    for module in (*notebook.frameworks, *notebook.preload, *LATER.get(framework, ())):
        importlib.import_module(module)
    importlib.import_module("coursekit.checking.check"), importlib.import_module("coursekit.checking.exam")
    cells = [cell for cell in homework.source(NOTEBOOK).cells if cell.cell_type == "code"]
    codes = [compile(cell.source, "<cell>", "exec") for cell in cells if role(cell) is not Role.CHECK]
    print(json.dumps([_in_a_fork(codes) for _ in range(times)]))


def _in_a_fork(codes: list) -> dict[str, float]:
    inside, outside = os.pipe()
    if os.fork() == 0:
        os.set_inheritable(outside, True)
        found = {"first": _seconds(codes), "again": _seconds(codes)}
        os.write(outside, json.dumps(found).encode())
        os._exit(0)
    os.close(outside)
    with open(inside, "rb") as pipe:
        found = json.loads(pipe.read())
    os.wait()
    return found


def _seconds(codes: list) -> float:
    before = _used()
    names: dict = {"__name__": "homework"}
    with contextlib.redirect_stdout(io.StringIO()):
        for code in codes:
            exec(code, names)
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
