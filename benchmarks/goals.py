"""The goals, what was found of each, whether it is reached and by how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.figures import GRADERS, MB, compared, limit, memory_each, own_cpu, ratio, scale
from benchmarks.homework import BY_KEY, HOMEWORKS, HOSTILE, SINGLE
from benchmarks.steps import FEW

SPEED = {"numpy": 10, "torch": 30, "tensorflow": 15}  # times nbgrader's
CPU = {"numpy": 0.15, "torch": 0.20, "tensorflow": 0.30}  # seconds a submission
MEMORY = {"numpy": 100 * MB, "torch": 100 * MB, "tensorflow": 150 * MB}
COMPARED = 0.5  # of an older commit's processor time
SINGLE_SECONDS = 1.0
SCALE = 0.05
AGAIN = 5.0


@dataclass(frozen=True)
class Figure:
    """A row of the table.

    limit: what no grader can pass, where that is known. margin: the part of the goal by which it is surpassed, or
    missed below 0; None: no goal. kind, key: what it is about, for whoever explains why it was missed.
    """

    name: str
    goal: str
    found: str
    margin: float | None = None
    limit: str = ""
    kind: str = ""
    key: str = ""

    @property
    def verdict(self) -> str:
        if self.margin is None:
            return ""
        return f"reached, by {self.margin:.0%}" if self.margin >= 0 else f"**not reached**, by {-self.margin:.0%}"


def table(found: dict[str, Any]) -> Iterator[Figure]:
    """All rows; the median of the repeats decides."""
    for homework in HOMEWORKS:
        for other in ("nbgrader", "otter"):
            yield _speed(found, homework.key, other)
    for homework in HOMEWORKS:
        goal, own = CPU[homework.framework], own_cpu(found, homework.key)
        yield Figure(
            f"grader's own processor time a submission, {homework.title}",
            f"at most {goal:.2f} s",
            own.text("s", 2),
            _under(own.median, goal),
            f"the student's cells: {found['cells'][homework.key]['students_again']:.2f} s",
            "cpu",
            homework.key,
        )
    for notebook in found.get("before", {}).get("runs", ()):
        yield _compared(found, notebook)
    for homework, goal in zip(SINGLE, (SINGLE_SECONDS, None), strict=True):
        seconds = median(found["single"][homework.key])
        name = f"from hand-in to verdict in a warm grader, {homework.title}" + ("" if goal else ", which trains")
        margin = _under(seconds, goal) if goal else None
        yield Figure(
            name, f"at most {goal:g} s" if goal else "", f"{seconds:.2f} s", margin, "", "single", homework.key
        )
    for key in found["memory"]:
        goal, each = MEMORY[key], memory_each(found, key, "ours")["all"]
        name = f"memory (PSS) for one more submission at a time, {BY_KEY[key].title}"
        margin = _under(each, goal)
        yield Figure(name, f"at most {goal / MB:.0f} MB", f"{each / MB:.0f} MB", margin, "", "memory", key)
    yield _scale(found)
    again = found["again"]
    yield Figure(
        f"grading {again['count']:,} unchanged submissions again",
        f"at most {AGAIN:g} s for 1,000",
        f"{again['wall']:.1f} s",
        _under(again["wall"], AGAIN) if again["count"] >= 1000 else None,  # a smaller class proves nothing
        kind="again",
    )
    for attack in HOSTILE:
        yield _hostile(attack, found["hostile"][attack], found["hostile"]["nobody"]["wall"])


def _speed(found: dict[str, Any], key: str, other: str) -> Figure:
    times, homework = ratio(found, key, other), BY_KEY[key]
    name, text = f"throughput against `{GRADERS[other]}`, {homework.title}", times.text("times", 1)
    if other != "nbgrader":
        return Figure(name, "", text)
    goal = SPEED[homework.framework]
    most = f"{limit(found, key, warm=True):.0f} times"
    return Figure(name, f"at least {goal} times", text, times.median / goal - 1, most, "speed", key)


def _compared(found: dict[str, Any], notebook: str) -> Figure:
    then, now, part = compared(found, notebook)
    name = f"`{notebook}`: processor time against commit {found['before']['commit']}"
    text = f"{part.text('of it', 2)} ({now.median:.2f} s against {then.median:.2f} s)"
    return Figure(name, f"at most {COMPARED:g} of it", text, _under(part.median, COMPARED), "", "compared", notebook)


def _scale(found: dict[str, Any]) -> Figure:
    small, large = scale(found, "wall")
    cpu_small, cpu_large = scale(found, "cpu")
    change = large / small - 1
    text = f"{large:.3f} s against {small:.3f} s ({change:+.0%}); "
    text += f"of the processor {cpu_large:.3f} against {cpu_small:.3f} s"
    name = f"a submission among {found['large']['count']:,} against one among {FEW}, NumPy"
    return Figure(name, f"the same within {SCALE:.0%}", text, SCALE - change, kind="scale")


def _hostile(attack: str, run: dict[str, Any], peace: float) -> Figure:
    extra = run["wall"] - peace
    text = f"{len(run['harmed'])} others harmed, {run['left']} processes left, {extra:+.0f} s"
    harmless = not run["harmed"] and not run["left"]
    goal = f"harms nobody, at most {run['limit']:g} s longer"
    margin = _under(extra, run["limit"]) if harmless else -1.0
    return Figure(f"one {attack} among {run['count']}", goal, text, margin, "", "hostile", attack)


def _under(found: float, goal: float) -> float:
    """The margin of what should be at most a goal."""
    return 1 - found / goal
