"""Measures how far the reference solution stays from the thresholds of its checks, over seeds and processors.

The notebook is run many times, each time with other seeds and as on another processor, and every number that a check
compares with a bound is recorded. Its distance from the bound is given in standard deviations of the number.
"""

import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import NormalDist

import numpy as np
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.assignment import load
from autograder.building.processors import Variant
from autograder.building.run_source import PATIENCE, execute
from autograder.roles import Role, grade_id, is_picture, is_ungraded, role

SAFE, FAR = 3.0, 100.0  # standard deviations
HEAD = """\
# How far the solutions stay from the checks' thresholds

Written by `make margins`: each solution was run {runs} times, each time with other seeds and as on another processor
(see [portability](portability.md)). For each check the number that comes nearest to its bound: its mean, its smallest
and largest value, and how many standard deviations lie between mean and bound. At least {safe:g} are asked for.

The spread of a number that is never negative, such as a size, says little about how near it comes to zero. If it has as
many small values as its median suggests, the share of them below the bound is bound / median. Where that is safer, the
standard deviations are those beyond which a normal distribution has this share.
"""
_RECORDER = "from autograder.building import recorder as _recorder"


@dataclass(frozen=True)
class Margin:
    """The values of one number that a check compares with a bound, over all runs."""

    notebook: str
    cell: str
    name: str
    kind: str  # "at least" or "at most"
    bound: float
    values: tuple[float, ...]

    @property
    def deviations(self) -> float:
        """From the mean to the bound, in standard deviations: negative beyond it, infinite for a fixed number.

        For a positive number that should be at least the bound, the share bound / median counts if that is safer.
        """
        inside = (float(np.mean(self.values)) - self.bound) * (1 if self.kind == "at least" else -1)
        spread = float(np.std(self.values, ddof=1)) if len(self.values) > 1 else 0.0
        if spread < 1e-12 * max(abs(self.bound), 1.0):
            return float("inf") if inside >= 0 else float("-inf")
        away = inside / spread
        if self.kind == "at least" and self.bound > 0 and min(self.values) > 0:
            share = self.bound / float(np.median(self.values))
            away = max(away, -NormalDist().inv_cdf(share)) if share < 1 else away
        return away

    @property
    def failed(self) -> int:
        """How many runs were beyond the bound."""
        beyond = np.less if self.kind == "at least" else np.greater
        return int(beyond(self.values, self.bound).sum())


def measure(
    solutions: Path,
    variants: Sequence[Variant],
    seeds: int,
    *,
    names: Sequence[str] | None = None,
    console: Console | None = None,
) -> list[Margin]:
    """Run the references `seeds` times, each time with other seeds and the next variant that this machine can imitate.

    names: assignments to run; None for all. A cell that raised in some run, ran too long or ended the kernel gets a
    margin whose name begins with "raised".
    """
    console = console or Console(quiet=True)
    possible = [variant for variant in variants if not variant.obstacle()]
    jobs = []
    for path in sorted(Path(solutions).glob("[!._]*/assignment.toml")):
        if names is None or path.parent.name in names:
            assignment = load(path.parent)
            for notebook in assignment.notebooks:
                source, seconds = assignment.source(notebook), PATIENCE * assignment.limits.cell_seconds
                if not assignment.files:  # no check needs what `_ungraded` cells make, but for the files they write
                    source.cells = [cell for cell in source.cells if not is_ungraded(cell)]
                turns = zip(range(1, seeds + 1), cycle(possible or [None]), strict=False)
                jobs += [(notebook, source, seconds, seed, variant) for seed, variant in turns]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    found: dict[tuple, list[float]] = {}
    with Progress(*columns, console=console, transient=True) as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("notebooks, once for each seed", total=len(jobs))
        for (notebook, *_), records in zip(jobs, pool.map(lambda job: _records(*job[1:]), jobs), strict=True):
            for record in records:
                key = notebook, record["cell"], record["name"], record["kind"], record["bound"], record["place"]
                found.setdefault(key, []).append(record["value"])
            progress.advance(task)
    return [Margin(*key[:5], tuple(values)) for key, values in found.items()]


def table(margins: Iterable[Margin]) -> str:
    """A Markdown page with the number nearest to its bound for each check, nearest first; far ones are only counted."""
    nearest: dict[tuple[str, str], Margin] = {}
    for margin in margins:
        key = margin.notebook, margin.cell
        nearest[key] = min(nearest.get(key, margin), margin, key=lambda m: m.deviations)
    ordered = sorted(nearest.values(), key=lambda m: m.deviations)
    near = [margin for margin in ordered if margin.deviations <= FAR]
    runs = max((len(margin.values) for margin in ordered), default=0)
    lines = [
        HEAD.format(runs=runs, safe=SAFE),
        "| notebook | check | what is compared | asked | mean | in all runs | away |",
        "|---|---|---|---|---|---|---|",
    ]
    for m in near:
        beyond = f"; {m.failed} of {len(m.values)} runs beyond" if m.failed else ""
        cells = (
            f"`{m.notebook}`",
            f"`{m.cell}`",
            m.name.replace("|", "/"),
            f"{m.kind} {m.bound:.3g}",
            f"{np.mean(m.values):.3g}",
            f"{min(m.values):.3g} to {max(m.values):.3g}{beyond}",
            f"{m.deviations:.1f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", f"{len(ordered) - len(near)} more checks are over {FAR:g} away, or fixed."])


def _records(source: NotebookNode, seconds: float, seed: int, variant: Variant | None) -> list[dict]:
    """The numbers that the checks of one run compare: cell, name, kind, value, bound, and index within the cell."""
    cells = [new_code_cell(f"{_RECORDER}\n_recorder.start({seed})")]
    for cell in source.cells:
        if cell.cell_type == "code" and not is_picture(cell):
            name = grade_id(cell) if role(cell) is Role.CHECK else ""
            cells.append(deepcopy(cell))
            cells[-1].source = f"_recorder.enter({name!r})\n{cell.source}"
    cells.append(new_code_cell("_recorder.tell()"))
    started = [0]
    try:
        done = execute(cells, seconds, env=variant.env if variant else None, allow_errors=True, on_start=started.append)
    except (CellTimeoutError, DeadKernelError) as fault:
        why = f"ran longer than {seconds:g} s" if isinstance(fault, CellTimeoutError) else "ended the kernel"
        return [_raised(cells[started[-1]], f"raised: it {why}")]
    records = json.loads(done[-1].outputs[0].text)
    places: dict[str, int] = {}
    for record in records:
        record["place"] = places[record["cell"]] = places.get(record["cell"], 0) + 1
    for cell in done:
        for output in cell.outputs:
            if output.output_type == "error":
                said = output.evalue.splitlines()[0][:80] if output.evalue else ""
                records.append(_raised(cell, f"raised {output.ename}: {said}"))
    return records


def _raised(cell: NotebookNode, name: str) -> dict:
    """The record of a cell that did not come to its end."""
    return {"cell": grade_id(cell) or "?", "name": name, "kind": "at most", "value": 1.0, "bound": 0.0, "place": 0}
