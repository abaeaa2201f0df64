"""Runs the executed solutions again as other processors would, and reports outputs that differ."""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.assignment import load
from autograder.building.alike import difference, told
from autograder.building.build import stored_solution
from autograder.building.processors import PROBE, Variant
from autograder.building.run_source import PATIENCE, execute
from autograder.building.source import shown
from autograder.roles import grade_id

CONTEXT = 60  # characters shown before the first difference
SHOWN = 300


def compare(
    solutions: Path, variants: Sequence[Variant], *, names: Sequence[str] | None = None, console: Console | None = None
) -> list[str]:
    """Run the executed solutions under these variants; returns a paragraph for each cell and variant that differs.

    Variants that this machine cannot imitate are named on `console` with the reason and left out; if none is left,
    that is a problem as well. names: assignments to run; None for all.
    """
    console = console or Console(quiet=True)
    possible = []
    for variant in variants:
        if reason := variant.obstacle():
            console.print(f"{variant}: not tried, {reason}", highlight=False)
        else:
            possible.append(variant)
    if not possible:
        return ["Nothing was compared: this machine can stand in for none of these processors."]
    folders = [path.parent for path in sorted(Path(solutions).glob("[!._]*/assignment.toml"))]
    chosen = [folder for folder in folders if names is None or folder.name in names]
    unknown = sorted(set(names or ()) - {folder.name for folder in folders})
    problems = [f"{solutions}: no assignment '{name}'" for name in unknown]
    jobs = []
    for folder in chosen:
        assignment = load(folder)
        for notebook in assignment.notebooks:
            stored, faults = stored_solution(assignment.parse(notebook))
            problems += faults
            if stored is not None:
                path, seconds = folder / f"{notebook}.ipynb", PATIENCE * assignment.limits.cell_seconds
                jobs += [(path, stored, seconds, variant) for variant in possible]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = progress.add_task("notebooks, once for each variant", total=len(jobs))
        for found in pool.map(lambda job: list(differences(*job)), jobs):
            problems += found
            progress.advance(task)
    told_of = ", ".join(map(str, possible))
    console.print(f"{len(jobs)} runs, of notebooks as on {told_of}: {len(problems)} problems", highlight=False)
    return problems


def differences(path: Path, stored: NotebookNode, seconds: float, variant: Variant) -> Iterator[str]:
    """Run the cells of an executed notebook under a variant; yields a paragraph for each cell that differs."""
    places = [index for index, cell in enumerate(stored.cells) if cell.cell_type == "code"]
    cells = [deepcopy(stored.cells[index]) for index in places]
    where = f"{shown(path)}, as on {variant}"
    try:
        # The probe comes last, when all libraries are loaded.
        *done, probe = execute([*cells, new_code_cell(PROBE)], seconds, env=variant.env, allow_errors=True)
    except (CellTimeoutError, DeadKernelError) as fault:
        kind = "a cell ran too long" if isinstance(fault, CellTimeoutError) else "the kernel died"
        yield f"{where}: {kind}"
        return
    if unheard := variant.unheard(json.loads(told(probe.outputs))):
        yield f"{where}: the kernel did not compute so: {unheard}"
    for index, cell in zip(places, done, strict=True):
        old = stored.cells[index].outputs
        if what := difference(old, cell.outputs):
            texts = "\n" + _side_by_side(old, cell.outputs) if told(old) != told(cell.outputs) else ""
            yield f"{where}, cell {index} '{grade_id(cell)}': {what} is another{texts}"


def _side_by_side(old: list[NotebookNode], new: list[NotebookNode]) -> str:
    """Both texts, from shortly before the first difference."""
    one, other = told(old), told(new)
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, at - CONTEXT)
    dots = "…" if start else ""
    return "\n".join(
        f"  {word} {dots}{text[start : start + SHOWN]!r}" for word, text in (("committed:", one), ("here:     ", other))
    )
