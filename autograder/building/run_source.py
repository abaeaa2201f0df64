"""Executes a source notebook in a fresh kernel of this environment, and checks the outputs that readers will see."""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograder import roles
from autograder.building.lint_code import Code
from autograder.building.source import METADATA, Source
from autograder.errors import UserError
from autograder.kernels import QUIET, kernel_manager
from autograder.roles import Role
from autograder.streams import coalesce

Progress = Callable[[int, int], None]  # cells done, cells in all

PATIENCE = 10  # times a cell's usual limit, where what it takes is not what is measured: an old processor, many at once
_STARTUP_SECONDS = 120
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_TIME = re.compile(r"\b\d+(\.\d+)?\s?(ns|µs|us|ms|secs?|seconds)\b|\b\d+\.\d+\s?s\b|\b(CPU times|Wall time)\b|\bit/s\b")
_LONG_NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?:e[+-]?\d+)?(?![\w.]*\w)")
_MOST_DIGITS = 8
_NOISE = re.compile(r"(?<![\w.])\d\.\d+e-(?:0[89]|[1-9]\d)\b")
_UNDESCRIBED = re.compile(r"<(?:img|svg)\b(?![^>]*\b(?:alt|aria-label)\s*=\s*[\"']\s*[^\"'\s])[^>]*>", re.I | re.S)


class RunError(UserError):
    """A source does not run; the message is one sentence naming file, line, cell and next step."""


def run_solution(source: Source, seconds: float, progress: Progress | None = None) -> NotebookNode:
    """Run the notebook from top to bottom in an empty folder and return it with its outputs.

    Before that, the reference is run as in the examiner: the setup cells, then the answers, without experiments.
    `seconds` is the limit of one cell. Raises `RunError` for the first cell that fails.
    """
    cells = source.notebook.cells
    setup = [i for i, cell in enumerate(cells) if roles.role(cell) is Role.SETUP]
    answers = [i for i, cell in enumerate(cells) if roles.role(cell) is Role.ANSWER]
    everything = [i for i, cell in enumerate(cells) if cell.cell_type == "code"]
    total = len(setup) + len(answers) + len(everything)
    tell = progress or (lambda done, total: None)
    _run(source, [*setup, *answers], seconds, lambda done: tell(done, total), reference=True)
    executed = _run(source, everything, seconds, lambda done: tell(len(setup) + len(answers) + done, total))
    notebook = deepcopy(source.notebook)
    for index, cell in zip(everything, executed, strict=True):
        notebook.cells[index].outputs = cell.outputs
        notebook.cells[index].execution_count = cell.execution_count
    return notebook


def _run(
    source: Source, indices: list[int], seconds: float, tell: Callable[[int], None], *, reference: bool = False
) -> list[NotebookNode]:
    """Run these cells of the source, in this order, in one kernel; return them with their outputs."""
    cells = [deepcopy(source.notebook.cells[index]) for index in indices]
    started = []

    def start(done: int) -> None:
        started.append(done)
        tell(done)

    try:
        executed = execute(cells, seconds, on_start=start)
    except CellExecutionError as fault:
        said = f"{fault.ename}: {fault.evalue}".strip().split("\n")[0]
        raise RunError(_explain(source, indices[started[-1]], said, reference)) from None
    except CellTimeoutError:
        place = source.where(indices[started[-1]])
        raise RunError(f"{place}: runs longer than {seconds:g} s; make it faster, or raise cell_seconds") from None
    except DeadKernelError:
        place = source.where(indices[started[-1]] if started else 0)
        raise RunError(f"{place}: the kernel died; run this cell alone to see why") from None
    tell(len(indices))
    return executed


def execute(
    cells: list[NotebookNode],
    seconds: float,
    *,
    env: Mapping[str, str] | None = None,
    allow_errors: bool = False,
    on_start: Callable[[int], None] = lambda done: None,
) -> list[NotebookNode]:
    """Run these cells in a fresh kernel of this environment, in an empty folder, and return them with their outputs.

    seconds: the limit of one cell. env: environment variables of the kernel in addition to this process's.
    allow_errors: whether to continue after a cell that raises, with the error as its output. on_start: called with the
    number of cells done. Raises nbclient's CellExecutionError, CellTimeoutError and DeadKernelError.
    """
    with (
        tempfile.TemporaryDirectory(prefix="build-") as folder,
        tempfile.TemporaryDirectory() as profile,
        kernel_manager() as manager,
    ):
        client = NotebookClient(
            new_notebook(cells=cells, metadata=METADATA),
            km=manager,
            resources={"metadata": {"path": folder}},
            timeout=seconds,
            startup_timeout=_STARTUP_SECONDS,
            record_timing=False,
            allow_errors=allow_errors,
            extra_arguments=QUIET,
            on_cell_start=lambda cell, cell_index: on_start(cell_index),
        )
        # The user's IPython profile and the order of sets of strings must not affect committed outputs.
        kernel_env = {**os.environ, **(env or {}), "IPYTHONDIR": profile, "PYTHONHASHSEED": "0"}
        # nbclient cleans up a manager that it was given only if told to.
        executed = client.execute(env=kernel_env, cleanup_kc=True).cells
    for cell in executed:
        cell.outputs = coalesce(cell.outputs)  # a text comes in more or fewer pieces, depending on the machine's load
    return executed


def _explain(source: Source, index: int, said: str, reference: bool) -> str:
    """One sentence about a cell that raised; it names the experiment whose names the reference would need."""
    place = source.where(index)
    if not reference:
        return f"{place}: raised {said}; mend the source"
    missing = re.search(r"NameError: name '(\w+)' is not defined", said)
    for cell in source.notebook.cells if missing else ():
        if roles.role(cell) is Role.EXPERIMENT and missing[1] in Code.read(cell.source).defines:
            return (
                f"{place}: needs `{missing[1]}`, which only the experiment '{roles.grade_id(cell)}' defines, but the "
                "reference is setup and answers alone; make it in this cell or in setup"
            )
    return f"{place}: raised {said} when setup and answers ran without the other cells; make it do without them"


def output_faults(source: Source, notebook: NotebookNode) -> list[str]:
    """Faults in the outputs of an executed solution, each with its cell.

    These are figures without alt text, anything on stderr, and text that differs between runs or machines: paths,
    object addresses, measured times, digits that depend on the processor. `notebook` has the source's cells.
    """
    faults = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if fault := _output_fault(output):
                faults.append(f"{source.where(index)}: {fault}")
    return faults


def _output_fault(output: NotebookNode) -> str | None:
    if output.output_type == "error":
        return f"its output is an error ({output.ename}); mend the source and build again"
    if output.output_type == "stream" and output.name == "stderr":
        first = output.text.strip().split("\n")[0]
        return f"writes to stderr ({_quoted(first)}); mend what it warns of"
    data, metadata = output.get("data", {}), output.get("metadata", {})
    for kind in data:
        if kind.startswith("image/") and not str(metadata.get(kind, {}).get("alt", "")).strip():
            return f"its output is a figure ({kind}) without alt text; show it as a coursekit.pictures Picture"
    html = str(data.get("text/html", ""))
    if found := _UNDESCRIBED.search(html):
        return f"its HTML output has a figure without alt text ({_quoted(found[0])}); give it one"
    text = "\n".join([output.get("text", ""), html, str(data.get("text/plain", ""))])
    for path in _private_paths():
        if path in text:
            return f"its output shows a path of this machine ({path}); leave it out"
    if found := _ADDRESS.search(text):
        return f"its output shows an object's address ({found[0]}), which differs in each run; leave it out"
    if found := _TIME.search(text):
        return f"its output shows a measured time ({_quoted(found[0])}), which differs in each run; leave it out"
    if found := _NOISE.search(text):
        return f"its output shows digits of rounding noise ({found[0]}), which differ between processors; say its order"
    if long := [number for number in _LONG_NUMBER.findall(text) if _significant(number) > _MOST_DIGITS]:
        return f"its output shows more digits than processors agree on ({long[0]}); write it by coursekit.rounded"
    return None


def _significant(number: str) -> int:
    """How many significant digits a decimal number is written with."""
    return len(number.split("e")[0].replace(".", "").lstrip("0"))


def _private_paths() -> list[str]:
    homes = [Path(__file__).resolve().parents[2], Path(sys.prefix), Path.home(), Path(tempfile.gettempdir())]
    return [f"{path}/" for path in homes if path != Path(path.anchor)]


def _quoted(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
