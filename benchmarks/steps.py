"""What is run and in which order: each step measures one thing and adds it to the findings."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from autograder.assignment import Assignment
from benchmarks.graders import CORES, AsShipped, Grader, Otter, Ours, Place, cells_seconds
from benchmarks.homework import FRAMEWORKS, HOSTILE, NAMES, assignment
from benchmarks.meter import Usage

FEW = 10  # with which a large class is compared
AT_ONCE = (1, 3)  # submissions, in the two runs whose memory is compared
MEASURED_MEMORY = ("numpy", "torch")


class WrongScores(Exception):
    """A grader did not give right answers full marks, so that its speed means nothing; the message names the first."""


@dataclass(frozen=True)
class Size:
    """How many submissions each figure rests on."""

    name: str
    ours: int  # beyond the first of each worker
    others: int  # the same for nbgrader and otter
    large: int  # the large class
    hostile: int  # the class with one hostile submission
    memory: int  # for each that is graded at a time, while memory is looked at
    repeats: int  # of what is short
    patience: int  # seconds after which we stop another grader that does not stop an endless loop


FULL = Size("full", ours=150, others=8, large=1000, hostile=50, memory=6, repeats=5, patience=120)
QUICK = Size("quick", ours=10, others=1, large=30, hostile=6, memory=3, repeats=1, patience=60)


@dataclass(frozen=True)
class Step:
    """One thing to measure. `seconds`: about how long it takes, for the estimate of the whole."""

    name: str
    seconds: float
    run: Callable[[dict[str, Any]], None]


class Plan:
    """The steps of one run. Findings are plain data, for a JSON file."""

    def __init__(self, place: Place, size: Size):
        self._place, self._size = place, size
        self._ours, self._shipped, self._otter = Ours(place), AsShipped(place), Otter(place)
        self._courses = 0

    def steps(self) -> Iterator[Step]:
        size = self._size
        for framework in FRAMEWORKS:
            yield Step(f"{NAMES[framework]}: the cells alone", 8, lambda found, f=framework: self._cells(found, f))
            slow = {"numpy": 4, "torch": 6, "tensorflow": 9}[framework]
            for grader in (self._ours, self._shipped, self._otter):
                seconds = 0.3 * size.ours + 12 * size.repeats if grader is self._ours else (size.others + 3) * slow + 10
                yield Step(
                    f"{NAMES[framework]}: {grader.name}",
                    seconds,
                    lambda found, f=framework, g=grader: self._speed(found, f, g),
                )
        for framework in MEASURED_MEMORY:
            yield Step(
                f"{NAMES[framework]}: memory", 8 * size.memory + 45, lambda found, f=framework: self._memory(found, f)
            )
        yield Step(f"{FEW} submissions", 2 * 10 * size.repeats, self._small_class)
        yield Step(f"{size.large} submissions, and again unchanged", 0.25 * size.large + 30, self._large_class)
        for attack in (None, *HOSTILE):
            yield Step(
                f"one {attack} in a class" if attack else "a class with nobody hostile",
                0.6 * size.hostile + (45 if attack else 15),
                lambda found, a=attack: self._hostile(found, a),
            )
        for grader in (self._shipped, self._otter):
            yield Step(
                f"an endless loop: {grader.name}",
                0.8 * size.patience,
                lambda found, g=grader: self._others_hostile(found, g),
            )

    def _class(self, grader: Grader, homework: Assignment, count: int, hostile: str | None = None) -> Path:
        """A new course's folder in which `count` students have handed in."""
        self._courses += 1
        folder = self._place.work / "courses" / f"{self._courses:03d}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return grader.class_of(homework, count, folder, hostile)

    # --- steps ---

    def _cells(self, found: dict, framework: str) -> None:
        seconds = cells_seconds(self._place, framework, 4 * self._size.repeats)
        first, again = (median(each[key] for each in seconds) for key in ("first", "again"))
        found.setdefault("cells", {})[framework] = {"first": first, "again": again}

    def _speed(self, found: dict, framework: str, grader: Grader) -> None:
        homework = assignment(framework)
        few = 1 if grader is self._shipped else CORES
        many = few + (self._size.ours if grader is self._ours else self._size.others)
        of = found.setdefault("speed", {}).setdefault(framework, {}).setdefault(grader.name, {})
        # Ours is so short that what starting takes, less one time and more another, would drown it.
        for size, count, times in (("few", few, self._size.repeats if grader is self._ours else 1), ("many", many, 1)):
            usages = []
            for _ in range(times):
                course = self._class(grader, homework, count)
                usages.append(grader.grade(homework, course))
                _must_be_right(grader, homework, course, count)
            of[size] = {"count": count, **_plain(usages[0])}
            of[size] |= {key: round(median(getattr(usage, key) for usage in usages), 3) for key in ("wall", "cpu")}

    def _memory(self, found: dict, framework: str) -> None:
        homework, of = assignment(framework), found.setdefault("memory", {}).setdefault(framework, {})
        for grader, several in ((self._ours, self._size.memory), (self._shipped, 1), (self._otter, 1)):
            for at_once in AT_ONCE if grader is not self._shipped else AT_ONCE[:1]:
                course = self._class(grader, homework, several * at_once)
                usage = grader.grade(homework, course, at_once=at_once, memory=True)
                of.setdefault(grader.name, {})[str(at_once)] = _plain(usage)

    def _small_class(self, found: dict) -> None:
        homework = assignment("numpy")
        for count in (CORES, FEW):
            for _ in range(self._size.repeats):
                usage = self._ours.grade(homework, self._class(self._ours, homework, count))
                found.setdefault("small", {}).setdefault(str(count), []).append(_plain(usage))

    def _large_class(self, found: dict) -> None:
        homework, count = assignment("numpy"), self._size.large
        course = self._class(self._ours, homework, count)
        for name in ("large", "again"):
            found[name] = {"count": count, **_plain(self._ours.grade(homework, course))}
            _must_be_right(self._ours, homework, course, count)

    def _hostile(self, found: dict, attack: str | None) -> None:
        homework, count, one = assignment("numpy"), self._size.hostile, self._size.hostile // 2
        course = self._class(self._ours, homework, count, attack)
        usage = self._ours.grade(homework, course)
        others = [number for number in range(count) if number != one]
        found.setdefault("hostile", {})[attack or "nobody"] = {
            "count": count,
            "limit": homework.limits.cell_seconds,
            "harmed": self._ours.without_full_marks(homework, course, others),
            "score": list(self._ours.scores(homework, course).values())[one],
            **_plain(usage),
        }

    def _others_hostile(self, found: dict, grader: Grader) -> None:
        homework = assignment("numpy")
        course = self._class(grader, homework, 1, "endless loop")
        usage = grader.grade(homework, course, seconds=self._size.patience)
        found.setdefault("hostile_others", {})[grader.name] = _plain(usage)


def _must_be_right(grader: Grader, homework: Assignment, course: Path, count: int) -> None:
    if wrong := grader.without_full_marks(homework, course, range(count)):
        raise WrongScores(wrong[0])


def _plain(usage: Usage) -> dict[str, Any]:
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(usage).items()}
