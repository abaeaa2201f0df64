"""What is run and in which order: each step measures one thing and adds it to the findings."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.graders import (
    CORES,
    AsShipped,
    Before,
    Grader,
    Otter,
    Ours,
    Place,
    cells_seconds,
    commit_of,
    single_seconds,
)
from benchmarks.homework import BY_KEY, COMPARED, HOMEWORKS, HOSTILE, SINGLE, SMALL_ONES, Homework, of_course
from benchmarks.meter import CommandFailed, Usage

FEW = 10  # with which a large class is compared
AT_ONCE = (1, 3)  # submissions, in the two runs whose memory is compared


class WrongScores(Exception):
    """A grader did not give right answers full marks, so that its speed means nothing; the message names the first."""


@dataclass(frozen=True)
class Size:
    """How many submissions each figure rests on.

    ours, others: of a small homework and of a notebook of the course, for ours and for nbgrader and otter, beyond those
    of the short run. repeats: of each speed, the graders taking turns. short: repeats of what is short. large, hostile:
    the classes of these steps. memory: for each that is graded at a time, while memory is looked at. singles: hand-ins
    one by one. patience: seconds after which we stop another grader that does not stop an endless loop.
    """

    name: str
    ours: tuple[int, int]
    others: tuple[int, int]
    repeats: int
    short: int
    large: int
    hostile: int
    memory: int
    singles: int
    patience: int


FULL = Size("full", (60, 24), (4, 2), 3, 7, large=1000, hostile=50, memory=6, singles=9, patience=120)
QUICK = Size("quick", (8, 4), (1, 1), 1, 1, large=30, hostile=6, memory=3, singles=3, patience=60)

# About how many seconds starting and one submission take, for the estimate of the whole.
_START = {
    "ours": {"numpy": 4, "torch": 7, "tensorflow": 6},
    "nbgrader": {"numpy": 6, "torch": 6, "tensorflow": 6},
    "otter": {"numpy": 2, "torch": 2, "tensorflow": 2},
}
_EACH = {
    "ours": {
        "numpy": 0.15,
        "torch": 0.2,
        "tensorflow": 0.4,
        "layers": 0.5,
        "torch_mlp": 0.5,
        "optimizers_tensorflow": 1,
    },
    "nbgrader": {"numpy": 1, "torch": 4, "tensorflow": 4, "layers": 3.5, "torch_mlp": 5, "optimizers_tensorflow": 11},
    "otter": {"numpy": 3, "torch": 6, "tensorflow": 7, "layers": 6, "torch_mlp": 8, "optimizers_tensorflow": 15},
}


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
        self.broke_down: list[str] = []  # graders whose run was repeated

    def steps(self) -> Iterator[Step]:
        yield from self._speed_steps()
        yield from self._single_steps()
        if self._place.before:
            yield from self._before_steps()
        yield from self._memory_steps()
        yield from self._class_steps()

    def _speed_steps(self) -> Iterator[Step]:
        for homework in HOMEWORKS:
            yield Step(f"{homework.title}: the cells alone", 12, lambda found, h=homework: self._cells(found, h))
            yield Step(
                f"{homework.title}: processes by kind",
                self._seconds(self._ours, homework),
                lambda found, h=homework: self._kinds(found, h),
            )
            for repeat in range(1, self._size.repeats + 1):
                for grader in (self._ours, self._shipped, self._otter):
                    yield Step(
                        f"{homework.title}: {grader.name}, {repeat} of {self._size.repeats}",
                        self._seconds(grader, homework),
                        lambda found, h=homework, g=grader: self._speed(found, h, g),
                    )

    def _single_steps(self) -> Iterator[Step]:
        for homework in SINGLE:
            name = f"{homework.title}: one hand-in after the other"
            yield Step(name, 8 + self._size.singles, lambda found, h=homework: self._single(found, h))

    def _before_steps(self) -> Iterator[Step]:
        before = Before(self._place)
        for place in COMPARED:
            homework = of_course(place, "numpy")
            for repeat in range(1, self._size.repeats + 1):
                for grader in (self._ours, before):
                    yield Step(
                        f"{homework.title}, an older commit and now: {grader.name}, {repeat} of {self._size.repeats}",
                        self._seconds(self._ours, homework) * (2 if grader is before else 1),
                        lambda found, h=homework, g=grader: self._compared(found, h, g, commit_of(before.checkout)),
                    )

    def _memory_steps(self) -> Iterator[Step]:
        for homework in SMALL_ONES:
            seconds = 5 * self._size.memory + 45
            yield Step(f"{homework.title}: memory", seconds, lambda found, h=homework: self._memory(found, h))

    def _class_steps(self) -> Iterator[Step]:
        size = self._size
        yield Step(f"{FEW} submissions", 2 * 7 * size.short, self._small_class)
        yield Step(f"{size.large} submissions, and again unchanged", 0.15 * size.large + 20, self._large_class)
        for attack in (None, *HOSTILE):
            yield Step(
                f"one {attack} in a class" if attack else "a class with nobody hostile",
                0.3 * size.hostile + (40 if attack else 10),
                lambda found, a=attack: self._hostile(found, a),
            )
        for grader in (self._shipped, self._otter):
            yield Step(
                f"an endless loop: {grader.name}",
                0.8 * size.patience,
                lambda found, g=grader: self._others_hostile(found, g),
            )

    def _seconds(self, grader: Grader, homework: Homework) -> float:
        """About how long the short and the long run of a speed take, with what goes before and after them."""
        runs = self._runs(grader, homework)
        start = _START[grader.name][homework.framework]
        each = _EACH[grader.name].get(homework.key, 1) / (1 if grader is self._shipped else CORES)
        return sum(start + count * each for count in runs.values())

    def _runs(self, grader: Grader, homework: Homework) -> dict[str, int]:
        """How many hand in, in the short and in the long run of a speed; otter starts anew for each: no short run."""
        counts = self._size.ours if isinstance(grader, Ours) else self._size.others
        more = counts[1 if homework.is_of_course else 0]
        if grader is self._otter:
            return {"many": more + more % CORES}
        few = 1 if grader is self._shipped else CORES
        return {"few": few, "many": few + more}

    def _class(self, grader: Grader, homework: Homework, count: int, hostile: str | None = None) -> Path:
        """A new course's folder in which `count` students have handed in."""
        self._courses += 1
        folder = self._place.work / "courses" / f"{self._courses:03d}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return grader.class_of(homework, count, folder, hostile)

    def _grade(self, grader: Grader, homework: Homework, count: int, **how: Any) -> tuple[Path, Usage]:
        """Have a new class graded. Another grader than ours may try twice: two of its kernels may take one port."""
        course = self._class(grader, homework, count)
        try:
            return course, grader.grade(homework, course, **how)
        except CommandFailed:
            if isinstance(grader, Ours):
                raise
        self.broke_down.append(grader.name)
        course = self._class(grader, homework, count)
        return course, grader.grade(homework, course, **how)

    # --- steps ---

    def _cells(self, found: dict, homework: Homework) -> None:
        seconds = cells_seconds(self._place, homework, 3 * self._size.short)
        found.setdefault("cells", {})[homework.key] = {
            kind: round(median(each[kind] for each in seconds if kind in each), 4) for kind in seconds[0]
        }

    def _speed(self, found: dict, homework: Homework, grader: Grader) -> None:
        self._run(found.setdefault("speed", {}).setdefault(homework.key, {}), homework, grader)

    def _kinds(self, found: dict, homework: Homework) -> None:
        self._run(found.setdefault("kinds", {}), homework, self._ours, key=homework.key, kinds=True)

    def _run(self, into: dict, homework: Homework, grader: Grader, key: str | None = None, **looks: bool) -> None:
        """Grade the short and the long class, and add both to the lists of such runs."""
        for name, count in self._runs(grader, homework).items():
            course, usage = self._grade(grader, homework, count, **looks)
            _must_be_right(grader, homework, course, count)
            runs = into.setdefault(key or grader.name, {}).setdefault(name, [])
            runs.append({"count": count, **_plain(usage)})

    def _compared(self, found: dict, homework: Homework, grader: Grader, commit: str) -> None:
        about = found.setdefault("before", {"commit": commit, "runs": {}})
        self._run(about["runs"].setdefault(homework.notebook, {}), homework, grader)

    def _single(self, found: dict, homework: Homework) -> None:
        seconds = single_seconds(self._place, homework, self._size.singles)
        found.setdefault("single", {})[homework.key] = [round(each, 3) for each in seconds]

    def _memory(self, found: dict, homework: Homework) -> None:
        of = found.setdefault("memory", {}).setdefault(homework.key, {})
        for grader, several in ((self._ours, self._size.memory), (self._shipped, 1), (self._otter, 1)):
            for at_once in AT_ONCE if grader is not self._shipped else AT_ONCE[:1]:
                _, usage = self._grade(grader, homework, several * at_once, at_once=at_once, memory=True)
                of.setdefault(grader.name, {})[str(at_once)] = _plain(usage)

    def _small_class(self, found: dict) -> None:
        homework = BY_KEY["numpy"]
        for _ in range(self._size.short):
            for count in (CORES, FEW):
                usage = self._ours.grade(homework, self._class(self._ours, homework, count))
                found.setdefault("small", {}).setdefault(str(count), []).append(_plain(usage))

    def _large_class(self, found: dict) -> None:
        homework, count = BY_KEY["numpy"], self._size.large
        course = self._class(self._ours, homework, count)
        for name in ("large", "again"):
            found[name] = {"count": count, **_plain(self._ours.grade(homework, course))}
            _must_be_right(self._ours, homework, course, count)

    def _hostile(self, found: dict, attack: str | None) -> None:
        homework, count, one = BY_KEY["numpy"], self._size.hostile, self._size.hostile // 2
        course = self._class(self._ours, homework, count, attack)
        usage = self._ours.grade(homework, course)
        others = [number for number in range(count) if number != one]
        found.setdefault("hostile", {})[attack or "nobody"] = {
            "count": count,
            "limit": homework.assignment.limits.cell_seconds,
            "harmed": self._ours.without_full_marks(homework, course, others),
            "score": list(self._ours.scores(homework, course).values())[one],
            **_plain(usage),
        }

    def _others_hostile(self, found: dict, grader: Grader) -> None:
        homework = BY_KEY["numpy"]
        course = self._class(grader, homework, 1, "endless loop")
        usage = grader.grade(homework, course, seconds=self._size.patience)
        found.setdefault("hostile_others", {})[grader.name] = _plain(usage)


def _must_be_right(grader: Grader, homework: Homework, course: Path, count: int) -> None:
    if wrong := grader.without_full_marks(homework, course, range(count)):
        raise WrongScores(wrong[0])


def _plain(usage: Usage) -> dict[str, Any]:
    def rounded(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: rounded(inner) for key, inner in value.items()}
        return round(value, 3) if isinstance(value, float) else value

    return rounded(asdict(usage))
