"""`python -m benchmarks [--quick] [--before ENVIRONMENT]`: measure everything, then write docs/benchmarks.md."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import report
from benchmarks.graders import CORES, ROOT, Place, commit_of
from benchmarks.meter import CommandFailed, is_exact
from benchmarks.steps import FULL, QUICK, Plan, Size, WrongScores

BUILD = ROOT / "build" / "benchmarks"


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="few submissions: a look, in a quarter of an hour")
    arguments.add_argument("--environments", type=Path, default=BUILD, help="where the graders' environments are")
    arguments.add_argument(
        "--before", type=Path, help="an environment with an older checkout of this repository, to compare with"
    )
    arguments.add_argument(
        "--report", action="store_true", help="measure nothing; write the report of the last run anew"
    )
    chosen = arguments.parse_args()
    console, findings = Console(), BUILD / "findings.json"
    if chosen.report and not findings.exists():
        sys.exit(f"{findings} is missing: nothing was measured yet; run `make bench`")
    try:
        if not chosen.report:
            before = chosen.before and chosen.before.absolute()
            place = Place(chosen.environments.absolute(), BUILD / "work", before)
            found = _measure(place, QUICK if chosen.quick else FULL, console)
            findings.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        path = report.write(json.loads(findings.read_text(encoding="utf-8")), ROOT / "docs")
    except (CommandFailed, WrongScores) as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("Stopped; nothing is written. The same command begins anew")
    console.print(f"Written: {path}, from {findings}", markup=False, highlight=False, soft_wrap=True)


def _measure(place: Place, size: Size, console: Console) -> dict[str, Any]:
    shutil.rmtree(place.work, ignore_errors=True)
    place.work.mkdir(parents=True)
    _two_cores()
    found: dict[str, Any] = {
        "when": datetime.now(UTC).strftime("%d %B %Y"),
        "machine": _machine(),
        "versions": _versions(place),
        "size": vars(size),
    }
    plan = Plan(place, size)
    steps = list(plan.steps())
    total, planned, started = sum(step.seconds for step in steps), 0.0, time.monotonic()
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=total)
        for number, step in enumerate(steps, 1):
            # The estimates were made on one machine: how wrong they were so far is how wrong they will be.
            pace = (time.monotonic() - started) / planned if planned else 1.0
            text = f"{number} of {len(steps)}: {step.name}; about {(total - planned) * pace / 60:.0f} min left"
            progress.update(bar, description=text, completed=planned)
            if not console.is_terminal:
                console.print(text, markup=False, highlight=False)
            step.run(found)
            planned += step.seconds
        progress.update(bar, completed=total, description="done")
    shutil.rmtree(place.work / "courses", ignore_errors=True)
    return found | {"broke_down": plan.broke_down}


def _two_cores() -> None:
    """The plan's figures are for two cores; all that is measured inherits this."""
    if hasattr(os, "sched_setaffinity") and len(cores := sorted(os.sched_getaffinity(0))) > CORES:
        os.sched_setaffinity(0, cores[:CORES])


def _machine() -> dict[str, Any]:
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = " ".join(line.split(":", 1)[1].split())
            break
    memory = psutil.virtual_memory().total / 2**30
    text = f"{CORES} cores of {model}, {memory:.0f} GiB of memory, {platform.system()} {platform.release()}"
    return {"text": text, "load": os.getloadavg()[0], "exact": is_exact()}


def _versions(place: Place) -> dict[str, str]:
    """Of what is measured, from the environments themselves."""
    asked = {"ours": ("numpy", "torch", "tensorflow-cpu"), "nbgrader": ("nbgrader",), "otter": ("otter-grader",)}
    code = "import sys, importlib.metadata as m; print(*(m.version(name) for name in sys.argv[1:]))"
    found = {"Python": platform.python_version()}
    for grader, names in asked.items():
        command = [place.program(grader, "python"), "-c", code, *names]
        done = subprocess.run(command, capture_output=True, text=True, env=place.variables(grader))
        if done.returncode:
            raise CommandFailed(f"{place.environments / grader} lacks {' or '.join(names)}; remove it and `make bench`")
        found |= dict(zip(names, done.stdout.split(), strict=True))
    return found | {"this repository": commit_of(ROOT)}


if __name__ == "__main__":
    main()
