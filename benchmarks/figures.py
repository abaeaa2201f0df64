"""From what was measured to figures: seconds a submission, ranges over the repeats, and what each process uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.steps import AT_ONCE, CORES

MB = 1e6
GRADERS = {"ours": "autograder grade", "nbgrader": "nbgrader autograde", "otter": "otter run"}
_NOTHING = {"count": 0, "wall": 0.0, "cpu": 0.0, "instructions": 0, "cpu_of": {}}


@dataclass(frozen=True)
class Range:
    """What several repeats gave."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> "Range":
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return median(self.values)

    def text(self, unit: str, digits: int) -> str:
        """Both ends, as "16.2 to 18.1 times"; one number where they are the same."""
        low, high = (f"{end:.{digits}f}" for end in (min(self.values), max(self.values)))
        return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


@dataclass(frozen=True)
class Speed:
    """One grader on one homework: seconds a submission takes beyond what starting takes, and what starting takes."""

    count: int
    wall: float
    cpu: float
    start: float
    instructions: float | None

    @property
    def a_minute(self) -> float:
        return 60 / self.wall


def speeds(runs: dict[str, list[dict[str, Any]]]) -> list[Speed]:
    """Of each repeat of a short and a long run; without a short one, starting is part of a submission."""
    found = []
    for many, few in zip(runs["many"], runs.get("few") or [_NOTHING] * len(runs["many"]), strict=True):
        more = many["count"] - few["count"]
        wall, cpu = ((many[key] - few[key]) / more for key in ("wall", "cpu"))
        counted = many["instructions"] is not None
        instructions = (many["instructions"] - few["instructions"]) / more if counted else None
        found.append(Speed(many["count"], wall, cpu, max(0.0, many["wall"] - many["count"] * wall), instructions))
    return found


def speeds_of(found: dict[str, Any], key: str, grader: str) -> list[Speed]:
    return speeds(found["speed"][key][grader])


def wall(found: dict[str, Any], key: str, grader: str) -> Range:
    return Range.of(each.wall for each in speeds_of(found, key, grader))


def cpu(found: dict[str, Any], key: str, grader: str) -> Range:
    return Range.of(each.cpu for each in speeds_of(found, key, grader))


def ratio(found: dict[str, Any], key: str, other: str) -> Range:
    """How many times as fast as another grader ours is, repeat by repeat."""
    pairs = zip(speeds_of(found, key, other), speeds_of(found, key, "ours"), strict=True)
    return Range.of(theirs.wall / ours.wall for theirs, ours in pairs)


def own_cpu(found: dict[str, Any], key: str) -> Range:
    """Processor seconds a submission of our grader's own: beyond the student's cells and the checks' arithmetic."""
    cells = found["cells"][key]
    return Range.of(each.cpu - cells["students"] - cells["checks"] for each in speeds_of(found, key, "ours"))


def limit(found: dict[str, Any], key: str, *, warm: bool) -> float:
    """How many times as fast as nbgrader a grader is that costs nothing: cells and checks alone, on all cores.

    warm: in processes that have computed before; else in those that have only imported.
    """
    cells, suffix = found["cells"][key], "_again" if warm else ""
    return wall(found, key, "nbgrader").median / ((cells[f"students{suffix}"] + cells[f"checks{suffix}"]) / CORES)


def cpu_by_kind(found: dict[str, Any], key: str) -> dict[str, float]:
    """Processor seconds a submission by kind of process, in the run that was looked at; "": what nobody saw."""
    [few], [many] = (found["kinds"][key][name] for name in ("few", "many"))
    more = many["count"] - few["count"]
    kinds = {**few["cpu_of"], **many["cpu_of"]}
    each = {kind: (many["cpu_of"].get(kind, 0.0) - few["cpu_of"].get(kind, 0.0)) / more for kind in kinds}
    return each | {"": (many["cpu"] - few["cpu"]) / more - sum(each.values())}


def compared(found: dict[str, Any], notebook: str) -> tuple[Range, Range, Range]:
    """Processor seconds a submission at the older commit and now, and now as a part of then, repeat by repeat."""
    runs = found["before"]["runs"][notebook]
    then, now = ([each.cpu for each in speeds(runs[name])] for name in ("before", "ours"))
    return Range.of(then), Range.of(now), Range.of(new / old for new, old in zip(now, then, strict=True))


def memory_each(found: dict[str, Any], key: str, grader: str) -> dict[str, float]:
    """Bytes (PSS) that one more submission at a time needs: in all, and by kind of process.

    Of a grader that grades one at a time: what it needs.
    """
    runs = found["memory"][key][grader]
    low, high = (runs.get(str(at_once), {"memory": 0, "memory_of": {}}) for at_once in AT_ONCE)
    if not high["memory"]:
        return {"all": low["memory"]}
    more = AT_ONCE[1] - AT_ONCE[0]
    kinds = {**low["memory_of"], **high["memory_of"]}
    each = {kind: (high["memory_of"].get(kind, 0) - low["memory_of"].get(kind, 0)) / more for kind in kinds}
    return {"all": (high["memory"] - low["memory"]) / more, **each}


def scale(found: dict[str, Any], what: str) -> tuple[float, float]:
    """Seconds (`what`: "wall" or "cpu") a submission in the small and the large class, beyond what starting takes."""
    (start_count, start), (few, small) = (
        (int(count), median(run[what] for run in runs)) for count, runs in found["small"].items()
    )
    large = found["large"]
    return (small - start) / (few - start_count), (large[what] - start) / (large["count"] - start_count)
