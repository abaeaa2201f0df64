"""Writes docs/benchmarks.md and its pictures from the findings of one run."""

from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.figures import GRADERS, MB, memory_each, own_cpu, speed
from benchmarks.homework import FRAMEWORKS, NAMES
from benchmarks.pictures import draw_memory, draw_throughput
from benchmarks.steps import AT_ONCE, CORES, FEW


def write(found: dict[str, Any], docs: Path, remarks: Path) -> Path:
    """Write the report. `remarks`: a file with what there is to say on goals that were not reached, if there is one."""
    pictures = docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    alt = draw_throughput(found, pictures / "throughput.svg")
    alt_memory = draw_memory(found, pictures / "memory.svg")
    text = [
        "# How fast is it?\n",
        "Written by `make bench` from one run; do not edit.\n",
        _about(found),
        _table(found),
        _remarks(remarks),
        "## Throughput\n",
        f"![{alt}](pictures/throughput.svg)\n",
        _throughput(found),
        "## Processor time\n",
        _processor(found),
        "## Memory\n",
        f"![{alt_memory}](pictures/memory.svg)\n",
        _memory(found),
        "## Hostile submissions\n",
        _hostile(found),
        "## How it was measured\n",
        _method(found),
    ]
    path = docs / "benchmarks.md"
    path.write_text("\n".join(part for part in text if part), encoding="utf-8")
    return path


def _about(found: dict[str, Any]) -> str:
    machine, versions = found["machine"], found["versions"]
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [f"**Machine**: {machine['text']}.  ", f"**Versions**: {listed}.  ", f"**When**: {found['when']}."]
    if found["size"]["name"] != "full":
        lines += [
            "",
            "**This was the quick size**: few submissions each, so that single figures may be off by a fifth. "
            "`make bench` measures the full size.",
        ]
    if machine["load"] > 0.5:
        lines += [
            "",
            f"**The machine was not quiet** when it began (load {machine['load']:.1f}): figures are too high.",
        ]
    return "\n".join([*lines, ""])


def _table(found: dict[str, Any]) -> str:
    rows = [f"| {f.name} | {f.goal} | {f.found} | {f.verdict} |" for f in figures.table(found)]
    return "\n".join(["| figure | goal | measured | reached |", "|---|---|---|---|", *rows, ""])


def _remarks(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip() + "\n" if file.exists() else ""


def _throughput(found: dict[str, Any]) -> str:
    titles = ("homework", "grader", "measured on", "s to start", "s a submission", "a minute", "s for 100", "ours is")
    head = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    for framework in FRAMEWORKS:
        ours = speed(found, framework, "ours").wall
        for name, command in GRADERS.items():
            its = speed(found, framework, name)
            times = "" if name == "ours" else f"{its.wall / ours:.1f} times as fast"
            row = [NAMES[framework], f"`{command}`", its.count, f"{its.start:.1f}", f"{its.wall:.2f}"]
            row += [f"{its.a_minute:.1f}", f"{its.start + 100 * its.wall:.0f}", times]
            head.append("| " + " | ".join(map(str, row)) + " |")
    return "\n".join([*head, ""])


def _processor(found: dict[str, Any]) -> str:
    head = [
        "| homework | grader | all, a submission | the student's cells alone | the grader's own |",
        "|---|---|---|---|---|",
    ]
    for framework in FRAMEWORKS:
        cells = found["cells"][framework]
        alone = f"{cells['first']:.2f} s ({cells['again']:.2f} s a second time)"
        for name, command in GRADERS.items():
            everything, own = speed(found, framework, name).cpu, own_cpu(found, framework, name)
            head.append(f"| {NAMES[framework]} | `{command}` | {everything:.2f} s | {alone} | {own:.2f} s |")
    text = (
        "The student's cells alone (setup, answers, the training run; no checks) run in a fork of a process that has "
        "only imported the framework, as a bench has. What the checks compute counts as the grader's own.\n"
    )
    return "\n".join([*head, "", text])


def _memory(found: dict[str, Any]) -> str:
    low, high = AT_ONCE
    text = (
        f"Proportional set size of all processes together at its highest, with {high} submissions at a time less that "
        f"with {low}, divided by {high - low}. For ours, one more at a time is one more worker, with its examiner and "
        "its bench; all are forked from one zygote, the process that has imported the frameworks. `nbgrader autograde` "
        "grades one at a time: this is all it uses. Below 0 is a process whose share falls because more divide it.\n"
    )
    head = ["| homework | grader | MB for one more at a time | of which |", "|---|---|---|---|"]
    for framework in found["memory"]:
        for name, command in GRADERS.items():
            each = memory_each(found, framework, name)
            parts = ", ".join(f"{kind} {size / MB:.0f}" for kind, size in each.items() if kind != "all")
            parts = parts if name == "ours" else ""
            head.append(f"| {NAMES[framework]} | `{command}` | {each['all'] / MB:.0f} | {parts} |")
    return "\n".join([text, *head, ""])


def _hostile(found: dict[str, Any]) -> str:
    lines = ["| class | students | seconds | the hostile one's score | processes left |", "|---|---|---|---|---|"]
    for attack, run in found["hostile"].items():
        score = "" if attack == "nobody" else "none" if run["score"] != run["score"] else f"{run['score']:g} of 10"
        who = "nobody hostile" if attack == "nobody" else f"one {attack}"
        lines.append(f"| {who} | {run['count']} | {run['wall']:.0f} | {score} | {run['left']} |")
    lines.append(
        "\nThe limit of a cell is 30 s here, as it is nbgrader's. The hostile student's answers are right, and the "
        "attack stands below the last of them: what was defined before it counts."
    )
    lines += [f"\n**Harmed**: {sentence}." for run in found["hostile"].values() for sentence in run["harmed"]]
    lines.append("")
    for name, run in found["hostile_others"].items():
        patience = found["size"]["patience"]
        end = f"ended after {run['wall']:.0f} s"
        end = f"was still at it when we stopped it after {patience} s" if run["wall"] >= patience else end
        lines.append(f"- `{GRADERS[name]}` with the endless loop alone: {end}; {run['left']} processes left.")
    lines.append(
        "\nFork bomb and memory hog were not tried on the other two: nothing of theirs stands between such a notebook "
        "and the machine that this runs on. Otter's own way to confine, `otter grade` with Docker, was not measured."
    )
    return "\n".join([*lines, ""])


def _method(found: dict[str, Any]) -> str:
    size, machine = found["size"], found["machine"]
    others = found["speed"]["numpy"]["nbgrader"]["many"]["count"], found["speed"]["numpy"]["otter"]["many"]["count"]
    exact = (
        "counted by the system for all processes of a command (a control group)"
        if machine["exact"]
        else "sampled from the processes every 0.1 s, which misses their last moments: figures are a little low"
    )
    return f"""\
- **Repeat it**: `make bench` (about half an hour on two quiet cores), or `make bench SIZE=--quick`. It makes three
  environments under `build/benchmarks/`, pinned by `constraints.txt` and `benchmarks/requirements-*.txt`, and leaves
  all figures in `build/benchmarks/findings.json`.
- **The homework** is under `benchmarks/homework/`: a two-layer network in NumPy, PyTorch and TensorFlow, with three
  questions, three public and three hidden checks of 10 points together, and a training run of 50 steps. For nbgrader
  and otter the same notebook is generated, with tests that run in the student's process. Each submission is a file of
  its own. Before a figure counts, all right answers must have full marks, in all three graders.
- **Two cores.** Ours grades with two workers. `nbgrader autograde` is one process that grades one submission after the
  other, with no configuration. `otter run` grades one submission a command; two commands run at a time.
- **Seconds a submission** are those beyond what starting takes: the difference between a class of a few (one for each
  that runs at a time) and a larger one, divided by how many more there were. nbgrader graded {others[0]} and otter
  {others[1]} of each homework: they are slow. "s for 100" is what starting takes and a hundred times that.
- **Processor time** is {exact}.
- **Large and small class**: the same difference between {size["large"]:,} (or {FEW}) submissions and {CORES}. Short
  runs of ours are medians of {size["repeats"]}.
"""
