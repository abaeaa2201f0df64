"""Writes docs/benchmarks.md and its pictures from the findings of one run."""

from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import goals, remarks
from benchmarks.figures import GRADERS, MB, Range, cpu, cpu_by_kind, limit, memory_each, own_cpu, ratio, speeds_of
from benchmarks.homework import BY_KEY, HOMEWORKS
from benchmarks.meter import KINDS_SECONDS
from benchmarks.pictures import draw_memory, draw_throughput
from benchmarks.steps import AT_ONCE, CORES, FEW


def write(found: dict[str, Any], docs: Path) -> Path:
    """Write the report; returns its path."""
    pictures = docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    alt = draw_throughput(found, pictures / "throughput.svg")
    alt_memory = draw_memory(found, pictures / "memory.svg")
    text = [
        "# How fast is it?\n",
        "Written by `make bench` from one run; do not edit.\n",
        _about(found),
        _table(found),
        _remarks(found),
        "## Throughput\n",
        f"![{alt}](pictures/throughput.svg)\n",
        _throughput(found),
        "## Processor time\n",
        _processor(found),
        _divided(found),
        _limits(found),
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
    rows = [(f.name, f.goal, f.found, f.verdict, f.limit) for f in goals.table(found)]
    return "\n".join(
        [
            _rows(("figure", "goal", "measured", "reached", "no grader can pass"), rows),
            f"A range is over {found['size']['repeats']} repeats, in which the graders took turns; the median decides. "
            "No grader can be faster than the student's cells and the checks on two cores in a process that has "
            "computed before, nor use less of the processor than the student's cells do there: see "
            "[limits](#limits).\n",
        ]
    )


def _rows(titles: tuple[str, ...], rows: list[tuple]) -> str:
    lines = [titles, ("---",) * len(titles), *rows]
    return "\n".join(
        ["|".join(["", *(f" {cell} " if cell != "---" else cell for cell in line), ""]) for line in lines] + [""]
    )


def _remarks(found: dict[str, Any]) -> str:
    missed = list(remarks.paragraphs(found))
    return "\n\n".join(["## What was not reached, and why", *missed]) + "\n" if missed else ""


def _throughput(found: dict[str, Any]) -> str:
    rows = []
    for homework in HOMEWORKS:
        for name, command in GRADERS.items():
            its = speeds_of(found, homework.key, name)
            each, start = Range.of(speed.wall for speed in its), median(speed.start for speed in its)
            times = "" if name == "ours" else f"{ratio(found, homework.key, name).text('times', 1)} as fast"
            row = (homework.title, f"`{command}`", its[0].count, f"{start:.1f}", each.text("s", 2))
            rows.append((*row, f"{60 / each.median:.1f}", f"{start + 100 * each.median:.0f}", times))
    titles = ("homework", "grader", "measured on", "s to start", "a submission", "a minute", "s for 100", "ours is")
    return _rows(titles, rows)


def _processor(found: dict[str, Any]) -> str:
    rows = []
    for homework in HOMEWORKS:
        cells = found["cells"][homework.key]
        for name, command in GRADERS.items():
            row = (homework.title, f"`{command}`", cpu(found, homework.key, name).text("s", 2))
            if name == "ours":
                own = own_cpu(found, homework.key).text("s", 2)
                row += (f"{cells['students']:.2f} s", f"{cells['checks']:.2f} s", own)
            else:
                row += ("", "", "")
            counts = [speed.instructions for speed in speeds_of(found, homework.key, name)]
            row += (Range.of(count / 1e9 for count in counts).text("", 2).strip(),) if None not in counts else ()
            rows.append(row)
    titles = ("homework", "grader", "all, a submission", "student's cells", "checks", "the grader's own")
    if _counts_instructions(found):
        titles += ("10⁹ instructions",)
    left_out = {
        homework.title: found["cells"][homework.key]["left_out"]
        for homework in HOMEWORKS
        if "left_out" in found["cells"][homework.key]
    }
    drawn = ", ".join(f"{title} {seconds:.1f} s" for title, seconds in left_out.items())
    text = (
        "The student's cells (setup, answers, experiments) and the checks run in a fork of a process that has only "
        "imported the framework, as a bench has. Where a framework does something when a process first computes with "
        "it, that is in the cell that comes first. The grader's own is what remains."
    )
    if drawn:
        text += (
            " In the course's notebooks, `autograder grade` leaves out cells that only draw and cells that are marked "
            f"as ungraded; nbgrader and otter run them, which takes of the processor: {drawn}."
        )
    if not _counts_instructions(found):
        text += " This system does not count instructions."
    return _rows(titles, rows) + f"\n{text}\n"


def _counts_instructions(found: dict[str, Any]) -> bool:
    return found["large"]["instructions"] is not None


def _divided(found: dict[str, Any]) -> str:
    kinds = ("coordinator", "zygote", "worker", "examiner", "bench")
    rows = []
    for homework in HOMEWORKS:
        each = cpu_by_kind(found, homework.key)
        row = (f"{each.get(kind, 0.0):.3f}" for kind in kinds)
        rows.append((homework.title, *row, f"{max(0.0, each['']):.3f}"))
    text = (
        "Where ours uses it, by process, in seconds a submission, in another run. The coordinator plans, and writes "
        "results and the gradebook; the zygote forks the others; a worker has a notebook graded; its examiner runs the "
        "checks; the bench runs the student's cells, and their code when a check calls it. The processes were "
        f"looked at every {KINDS_SECONDS:g} s: what one did between the last look and its end is missed. "
        "[Profiles](profiles.md) tell which functions it goes to.\n"
    )
    return "\n".join([text, _rows(("homework", *kinds, "missed"), rows)])


def _limits(found: dict[str, Any]) -> str:
    rows = []
    for homework in HOMEWORKS:
        cells = found["cells"][homework.key]
        parts = (f"{cells[f'{kind}{suffix}']:.2f} s" for suffix in ("", "_again") for kind in ("students", "checks"))
        most = (f"{limit(found, homework.key, warm=warm):.0f} times" for warm in (False, True))
        rows.append((homework.title, *parts, *most))
    text = (
        "### Limits\n\nThe processor time of the student's cells and of the checks, in a process that has only "
        "imported the framework, and in one that is warm: it has run the same cells before. A grader that cost nothing "
        f"would still run both. The limit is nbgrader's seconds a submission, divided by the seconds that cells and "
        f"checks together take when {CORES} cores share the submissions. A process for each student can be "
        "forked from one that has imported, but not from one that has computed with TensorFlow, and a warm one that "
        "another student has used would hand on what that one changed.\n"
    )
    titles = ("homework", "student's cells", "checks", "student's cells, warm", "checks, warm", "limit", "limit, warm")
    return "\n".join([text, _rows(titles, rows)])


def _memory(found: dict[str, Any]) -> str:
    low, high = AT_ONCE
    text = (
        f"Proportional set size of all processes together at its highest, with {high} submissions at a time less that "
        f"with {low}, divided by {high - low}. For ours, one more at a time is one more worker, with its examiner and "
        "its bench; all are forked from one zygote, the process that has imported the frameworks. `nbgrader autograde` "
        "grades one at a time: this is all it uses. Below 0 is a process whose share falls because more divide it.\n"
    )
    head = ["| homework | grader | MB for one more at a time | of which |", "|---|---|---|---|"]
    for key in found["memory"]:
        for name, command in GRADERS.items():
            each = memory_each(found, key, name)
            parts = ", ".join(f"{kind} {size / MB:.0f}" for kind, size in each.items() if kind != "all")
            parts = parts if name == "ours" else ""
            head.append(f"| {BY_KEY[key].title} | `{command}` | {each['all'] / MB:.0f} | {parts} |")
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
    exact = (
        "counted by the system for all processes of a command (a control group)"
        if machine["exact"]
        else "sampled from the processes every 0.1 s, which misses their last moments: figures are a little low"
    )
    counted = "count instructions with `perf stat`" if _counts_instructions(found) else "count no instructions"
    singles = ", ".join(f"{len(seconds)} of `{key}`" for key, seconds in found["single"].items())
    broke_down = older = ""
    if names := found.get("broke_down"):
        those = " and ".join(f"`{GRADERS[name]}` {names.count(name)}" for name in dict.fromkeys(names))
        broke_down = f"- Runs that ended with an error of the grader's own, and were repeated: {those}.\n"
    if "before" in found:
        commit = found["before"]["commit"]
        older = f"- **An older commit**: `{commit}` grades its own version of a notebook, by turns with this one.\n"
    return f"""\
- **Repeat it**: `make bench` (about 40 minutes on two quiet cores), or `make bench SIZE=--quick`. It makes three
  environments under `build/benchmarks/`, pinned by `constraints.txt` and `benchmarks/requirements-*.txt`, and leaves
  all figures in `build/benchmarks/findings.json`.
- **The small homeworks** are under `benchmarks/homework/`: a two-layer network in NumPy, PyTorch and TensorFlow, with
  three questions, three public and three hidden checks of 10 points together, and a training run of 50 steps. For
  nbgrader and otter the same notebook is generated, with tests that run in the student's process.
- **The notebooks of the course** are `layers`, `torch_mlp` and `optimizers_tensorflow`. nbgrader gets the source as it
  is, for otter each check becomes a test case; the package `coursekit` is installed beside both. There, `reference` in
  a hidden check is the student's own answer, as in a plain notebook: the arithmetic is the same, but nothing is proven.
{broke_down}- Each submission is a file of its own. Before a figure counts, all right answers must have full marks, in
  all three graders: the points of all checks, since written answers wait for a person.
- **Two cores.** Ours grades with two workers. `nbgrader autograde` is one process that grades one submission after the
  other, with no configuration. `otter run` grades one submission a command; two commands run at a time.
- **Seconds a submission** are those beyond what starting takes: the difference between a class of a few (one for each
  that runs at a time) and a larger one, divided by how many more there were; "measured on" is the larger one. Otter
  starts anew for each submission, so that there is nothing to take away. "s for 100" is what starting takes and a
  hundred times a submission.
- **Processor time** is {exact}. We {counted}.
- **From hand-in to verdict**: a worker that has graded the notebook once gets one submission after the other; from
  reading the file to having the result, the median of {singles}.
- **Large and small class**: the same difference between {size["large"]:,} (or {FEW}) submissions and {CORES}. The short
  runs are medians of {size["short"]}.
{older}"""
