"""From what was measured to the table: each goal, what was found, whether it is reached and by how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.homework import FRAMEWORKS, HOSTILE, NAMES
from benchmarks.steps import AT_ONCE, FEW

MB = 1e6
GRADERS = {"ours": "autograder grade", "nbgrader": "nbgrader autograde", "otter": "otter run"}
GOAL_CPU, GOAL_MEMORY, GOAL_SCALE, GOAL_AGAIN = 0.25, 150 * MB, 0.10, 10.0
GOAL_SPEED = {"torch": 10, "tensorflow": 20}


@dataclass(frozen=True)
class Figure:
    """A row of the table. `margin`: the part of the goal by which it is surpassed, or missed below 0; None: no goal."""

    name: str
    goal: str
    found: str
    margin: float | None = None

    @property
    def verdict(self) -> str:
        if self.margin is None:
            return ""
        return f"reached, by {self.margin:.0%}" if self.margin >= 0 else f"**not reached**, by {-self.margin:.0%}"


@dataclass(frozen=True)
class Speed:
    """One grader on one homework: seconds a submission takes beyond what starting takes, and what starting takes."""

    count: int
    wall: float
    cpu: float
    start: float

    @property
    def a_minute(self) -> float:
        return 60 / self.wall


def speed(found: dict[str, Any], framework: str, grader: str) -> Speed:
    few, many = (found["speed"][framework][grader][size] for size in ("few", "many"))
    count = many["count"] - few["count"]
    wall, cpu = ((many[key] - few[key]) / count for key in ("wall", "cpu"))
    return Speed(many["count"], wall, cpu, max(0.0, many["wall"] - many["count"] * wall))


def own_cpu(found: dict[str, Any], framework: str, grader: str) -> float:
    """Processor seconds a submission of the grader's own."""
    return speed(found, framework, grader).cpu - found["cells"][framework]["first"]


def memory_each(found: dict[str, Any], framework: str, grader: str) -> dict[str, float]:
    """Bytes (PSS) that one more submission at a time needs: in all, and by kind of process.

    Of a grader that grades one at a time: what it needs.
    """
    runs = found["memory"][framework][grader]
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


def table(found: dict[str, Any]) -> Iterator[Figure]:
    for framework in FRAMEWORKS:
        ours = speed(found, framework, "ours")
        for other in ("nbgrader", "otter"):
            times = speed(found, framework, other).wall / ours.wall
            goal = GOAL_SPEED.get(framework) if other == "nbgrader" else None
            yield Figure(
                f"throughput against `{GRADERS[other]}`, {NAMES[framework]}",
                f"at least {goal} times" if goal else "",
                f"{times:.1f} times",
                times / goal - 1 if goal else None,
            )
    for framework in FRAMEWORKS:
        seconds = own_cpu(found, framework, "ours")
        name = f"grader's own processor time a submission, {NAMES[framework]}"
        yield Figure(name, f"under {GOAL_CPU} s", f"{seconds:.2f} s", _under(seconds, GOAL_CPU))
    for framework in found["memory"]:
        each = memory_each(found, framework, "ours")["all"]
        name = f"memory (PSS) for one more submission at a time, {NAMES[framework]}"
        yield Figure(name, f"under {GOAL_MEMORY / MB:.0f} MB", f"{each / MB:.0f} MB", _under(each, GOAL_MEMORY))
    yield _scale(found)
    again = found["again"]
    yield Figure(
        f"grading {again['count']:,} unchanged submissions again",
        f"under {GOAL_AGAIN:.0f} s for 1,000",
        f"{again['wall']:.1f} s",
        _under(again["wall"], GOAL_AGAIN) if again["count"] >= 1000 else None,  # a smaller class proves nothing
    )
    for attack in HOSTILE:
        yield _hostile(attack, found["hostile"][attack], found["hostile"]["nobody"]["wall"])


def _scale(found: dict[str, Any]) -> Figure:
    small, large = scale(found, "wall")
    cpu_small, cpu_large = scale(found, "cpu")
    change = large / small - 1
    text = f"{large:.2f} s against {small:.2f} s ({change:+.0%}); "
    text += f"of the processor {cpu_large:.2f} against {cpu_small:.2f} s"
    name = f"a submission among {found['large']['count']:,} against one among {FEW}, NumPy"
    return Figure(name, f"the same within {GOAL_SCALE:.0%}", text, GOAL_SCALE - change)


def _hostile(attack: str, run: dict[str, Any], peace: float) -> Figure:
    extra = run["wall"] - peace
    text = f"{len(run['harmed'])} others harmed, {run['left']} processes left, {extra:+.0f} s"
    harmless = not run["harmed"] and not run["left"]
    goal = f"harms nobody, at most {run['limit']:g} s longer"
    return Figure(f"one {attack} among {run['count']}", goal, text, _under(extra, run["limit"]) if harmless else -1.0)


def _under(found: float, goal: float) -> float:
    """The margin of what should be less than a goal."""
    return 1 - found / goal
