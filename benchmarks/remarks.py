"""Why goals were missed: a paragraph for each, with figures of the same run."""

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.figures import MB, compared, cpu, cpu_by_kind, limit, memory_each, own_cpu, scale, wall
from benchmarks.goals import Figure, table
from benchmarks.meter import KINDS_SECONDS

_WORK = ("speed", "cpu")  # kinds of goals whose reason is how the processor time of a homework divides


def paragraphs(found: dict[str, Any]) -> Iterator[str]:
    """For the goals that were missed, how what was measured divides, and what limit there is.

    Each has a paragraph of its own, but for those on the work for one homework, which share one.
    """
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in table(found):
        if figure.margin is not None and figure.margin < 0:
            about = "work" if figure.kind in _WORK else figure.kind
            groups.setdefault((about, figure.key), []).append(figure)
    for (about, key), figures in groups.items():
        heads = " ".join(map(head, figures))
        reasons = [_REASONS[figure.kind](found, figure) for figure in figures]
        yield " ".join([heads, *([_divided(found, key)] if about == "work" else []), *reasons])


def head(figure: Figure) -> str:
    """The goal and what was found, in bold, as a sentence begins."""
    return f"**{figure.name[0].upper()}{figure.name[1:]}: {figure.found}; the goal is {figure.goal}.**"


def _speed(found: dict[str, Any], figure: Figure) -> str:
    return (
        f"A grader that cost nothing would be {limit(found, figure.key, warm=False):.0f} times as fast as nbgrader, or "
        f"{limit(found, figure.key, warm=True):.0f} times in processes that have computed before."
    )


def _cpu(found: dict[str, Any], figure: Figure) -> str:
    again = found["cells"][figure.key]["students_again"]
    return f"In a process that has computed before, the student's cells take {again:.2f} s: no grader can use less."


def _divided(found: dict[str, Any], key: str) -> str:
    """How the processor time of a submission divides: by what it is for, and by the process that used it."""
    cells, everything, seconds = found["cells"][key], cpu(found, key, "ours").median, wall(found, key, "ours").median
    kinds = cpu_by_kind(found, key)
    looked_at, unseen = sum(kinds.values()), kinds.pop("")
    parts = ", ".join(f"{kind} {used:.3f} s" for kind, used in sorted(kinds.items(), key=lambda each: -each[1]))
    return (
        f"A submission takes {seconds:.2f} s on two cores, and {everything:.2f} s of the processor: the student's "
        f"cells {cells['students']:.2f} s, the checks' arithmetic {cells['checks']:.2f} s, the grader itself "
        f"{own_cpu(found, key).median:.2f} s. In the run whose processes were looked at every {KINDS_SECONDS:g} s, "
        f"{looked_at:.2f} s divided among {parts}, and {max(0.0, unseen):.3f} s that ended between two looks."
    )


def _compared(found: dict[str, Any], figure: Figure) -> str:
    then, now, _ = compared(found, figure.key)
    text = f"It took {then.text('s', 2)} then, and takes {now.text('s', 2)} now."
    if cells := found["cells"].get(figure.key):
        own = now.median - cells["students"] - cells["checks"]
        text += f" Of that, the student's cells are {cells['students']:.2f} s, the checks' arithmetic "
        text += f"{cells['checks']:.2f} s, and the grader {own:.2f} s."
    return text


def _single(found: dict[str, Any], figure: Figure) -> str:
    seconds = found["single"][figure.key]
    return f"Of {len(seconds)} hand-ins, the fastest took {min(seconds):.2f} s and the slowest {max(seconds):.2f} s."


def _memory(found: dict[str, Any], figure: Figure) -> str:
    each = memory_each(found, figure.key, "ours")
    parts = ", ".join(f"{kind} {size / MB:.0f} MB" for kind, size in each.items() if kind != "all")
    return f"It divides into {parts}. Below 0 is a process whose share falls because more divide it."


def _scale(found: dict[str, Any], figure: Figure) -> str:
    runs = found["small"].values()
    spread = [f"{min(run['wall'] for run in some):.2f} to {max(run['wall'] for run in some):.2f} s" for some in runs]
    small, large = scale(found, "cpu")
    return (
        f"The small class is the difference between runs of {' and '.join(spread)}. Of the processor, a submission in "
        f"the large class takes {large / small - 1:+.0%}."
    )


def _again(found: dict[str, Any], figure: Figure) -> str:
    return f"It took {found['again']['cpu']:.1f} s of the processor."


def _hostile(found: dict[str, Any], figure: Figure) -> str:
    run, peace = found["hostile"][figure.key], found["hostile"]["nobody"]
    return f"The class took {run['wall']:.0f} s, against {peace['wall']:.0f} s with nobody hostile in it."


_REASONS: dict[str, Callable[[dict[str, Any], Figure], str]] = {
    "speed": _speed,
    "cpu": _cpu,
    "compared": _compared,
    "single": _single,
    "memory": _memory,
    "scale": _scale,
    "again": _again,
    "hostile": _hostile,
}
