"""The three graders that are measured, each in an environment of its own, on classes of the same homework."""

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.nbgrader.gradebook import GradebookWriter
from autograder.roles import Role, points, role
from benchmarks.homework import Homework, sign, student_name, write_class
from benchmarks.meter import CommandFailed, Usage, measure
from benchmarks.same_process import answered, otter_hand_in, write_otter_tests, write_source
from samples.answers import handed_in

CORES = 2
# As a bench has it; TensorFlow also has threads between operations.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)
ROOT = Path(__file__).resolve().parent.parent
OVERTIME = 124  # the status of a command that `timeout` has ended


@dataclass(frozen=True)
class Place:
    """Where environments lie (`<grader>/bin`; `before`: an older commit's of ours), and where a run may write."""

    environments: Path
    work: Path
    before: Path | None = None

    def _programs(self, grader: str) -> Path:
        return (self.before if grader == "before" else self.environments / grader) / "bin"

    def program(self, grader: str, name: str) -> str:
        path = self._programs(grader) / name
        if not path.exists():
            raise CommandFailed(f"{path} is missing: run `make bench`, which makes the environments first")
        return str(path)

    def variables(self, grader: str) -> dict[str, str]:
        """No settings of whoever runs this: neither Jupyter's nor threads'."""
        home = self.work / "home"
        home.mkdir(parents=True, exist_ok=True)
        path = f"{self._programs(grader)}:{os.defpath}"
        return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "TF_CPP_MIN_LOG_LEVEL": "3"}

    def log(self, grader: str) -> Path:
        return self.work / f"{grader}.log"

    def run(self, grader: str, *command: str, cwd: Path) -> None:
        """A step that is not measured."""
        self.output(grader, *command, cwd=cwd)

    def output(self, grader: str, *command: str, cwd: Path, **variables: str) -> str:
        """What such a step prints; `variables` are added to its environment."""
        command = (self.program(grader, command[0]), *command[1:])
        env = self.variables(grader) | variables
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)
        if done.returncode:
            raise CommandFailed(f"`{' '.join(command)}` failed:\n{(done.stdout + done.stderr)[-1500:]}")
        return done.stdout


class Grader:
    """One of the three: how a class hands in to it, the command that grades it, and the scores it gave."""

    name: str
    statuses: tuple[int, ...] = (0,)  # of a command that came to its end

    def __init__(self, place: Place):
        self.place = place

    def class_of(self, homework: Homework, count: int, course: Path, hostile: str | None = None) -> Path:
        """Have `count` students hand in, in the course's folder; `hostile`: the attack of the one in the middle."""
        raise NotImplementedError

    def command(self, homework: Homework, at_once: int) -> list[str]:
        """What grades the class, run in the course's folder; `at_once`: how many submissions at a time."""
        raise NotImplementedError

    def scores(self, homework: Homework, course: Path) -> dict[str, float]:
        """Points by student."""
        raise NotImplementedError

    def full_marks(self, homework: Homework) -> float:
        return homework.checks_points

    def grade(
        self,
        homework: Homework,
        course: Path,
        *,
        at_once: int = CORES,
        memory: bool = False,
        kinds: bool = False,
        seconds: float | None = None,
    ) -> Usage:
        """Grade the class and say what that cost. After `seconds` it is stopped."""
        stop = [] if seconds is None else ["timeout", "-k", "5", f"{seconds:g}"]
        return measure(
            [*stop, *self.command(homework, at_once)],
            cwd=course,
            env=self.place.variables(self.name),
            log=self.place.log(self.name),
            memory=memory,
            kinds=kinds,
            statuses=(*self.statuses, OVERTIME) if stop else self.statuses,
        )

    def without_full_marks(self, homework: Homework, course: Path, students: Iterable[int]) -> list[str]:
        """Which of these students, who are right, do not have all points: a sentence for each."""
        most, where = self.full_marks(homework), f"{homework.name}/{homework.notebook}"
        scores = self.scores(homework, course)
        return [
            f"{self.name} gave {name} {scores.get(name)} of {most:g} points in {where}, for right answers; "
            f"see {course} and {self.place.log(self.name)}"
            for name in map(student_name, students)
            if abs(scores.get(name, -1.0) - most) > 1e-6
        ]


class Ours(Grader):
    """`autograder grade`."""

    name = "ours"
    statuses = (0, 1)  # 1: somebody has no score, which is for us to look at

    def class_of(self, homework: Homework, count: int, course: Path, hostile: str | None = None) -> Path:
        attacks = {count // 2: hostile}
        right = handed_in(homework.assignment, homework.notebook)
        notebooks = (sign(deepcopy(right), number, attacks.get(number)) for number in range(count))
        write_class(course / "submitted", homework, notebooks)
        # A course has one, as nbgrader's has after `generate_assignment`.
        GradebookWriter(course, homework.assignment).close()
        return course

    def command(self, homework: Homework, at_once: int) -> list[str]:
        command = [self.place.program(self.name, "autograder"), "grade", "submitted", "--assignment", homework.name]
        command += ["--notebook", homework.notebook, "--solutions", str(homework.folder.parent)]
        return [*command, "--course", ".", "--workers", str(at_once)]

    def scores(self, homework: Homework, course: Path) -> dict[str, float]:
        if not (course / "grades.csv").exists():
            raise CommandFailed(f"`autograder grade` wrote no scores into {course}; see {self.place.log(self.name)}")
        with (course / "grades.csv").open(encoding="utf-8") as file:
            return {row["student"]: float(row["score"] or "nan") for row in csv.DictReader(file)}


class Before(Ours):
    """`autograder grade` of an older commit, with its own version of the notebook.

    That is taken from the notebooks that the commit holds, because its settings may be such as no longer exist.
    """

    name = "before"

    @cached_property
    def checkout(self) -> Path:
        """That of the code that is installed, editable, in the environment."""
        code = "import autograder; print(autograder.__file__)"
        return Path(self.place.output(self.name, "python", "-P", "-c", code, cwd=self.place.work).strip()).parent.parent

    def has(self, homework: Homework) -> bool:
        """Whether there was this notebook at that commit."""
        return self._file("notebooks", homework).exists()

    def _file(self, folder: str, homework: Homework) -> Path:
        return self.checkout / folder / homework.name / f"{homework.notebook}.ipynb"

    def _notebook(self, folder: str, homework: Homework) -> NotebookNode:
        return nbformat.read(self._file(folder, homework), 4)

    def class_of(self, homework: Homework, count: int, course: Path, hostile: str | None = None) -> Path:
        right = answered(self._notebook("notebooks", homework), self._notebook("solutions", homework))
        write_class(course / "submitted", homework, (sign(deepcopy(right), number) for number in range(count)))
        return course

    def full_marks(self, homework: Homework) -> float:
        return sum(points(cell) for cell in self._notebook("notebooks", homework).cells if role(cell) is Role.CHECK)

    def command(self, homework: Homework, at_once: int) -> list[str]:
        command, solutions = super().command(homework, at_once), str(homework.folder.parent)
        return [str(self.checkout / "solutions") if word == solutions else word for word in command]


class AsShipped(Grader):
    """`nbgrader autograde`, with no configuration but nbgrader's own: one submission after the other."""

    name = "nbgrader"
    statuses = (0, 1)  # 1: not all could be graded

    def class_of(self, homework: Homework, count: int, course: Path, hostile: str | None = None) -> Path:
        shutil.copytree(self._prepared(homework), course, dirs_exist_ok=True)
        release = nbformat.read(course / "release" / homework.name / f"{homework.notebook}.ipynb", 4)
        attacks, right = {count // 2: hostile}, answered(release, homework.source())
        notebooks = (sign(deepcopy(right), number, attacks.get(number)) for number in range(count))
        write_class(course / "submitted", homework, notebooks)
        return course

    def _prepared(self, homework: Homework) -> Path:
        """A course in which the homework was given out; made once."""
        course = self.place.work / "given_out" / homework.key
        if not course.exists():
            write_source(homework, course)
            self.place.run("nbgrader", "nbgrader", "generate_assignment", homework.name, cwd=course)
        return course

    def command(self, homework: Homework, at_once: int) -> list[str]:
        return [self.place.program("nbgrader", "nbgrader"), "autograde", homework.name]

    def scores(self, homework: Homework, course: Path) -> dict[str, float]:
        self.place.run("nbgrader", "nbgrader", "export", "--to", "scores.csv", cwd=course)
        with (course / "scores.csv").open(encoding="utf-8") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


class Otter(Grader):
    """`otter run`: a command for each submission."""

    name = "otter"

    def class_of(self, homework: Homework, count: int, course: Path, hostile: str | None = None) -> Path:
        write_otter_tests(homework, course / "tests")
        options = ("--no-config", "--no-requirements", "--no-environment")
        self.place.run("otter", "otter", "generate", "-t", "tests", "-o", "autograder.zip", *options, cwd=course)
        attacks, right = {count // 2: hostile}, otter_hand_in(homework)
        notebooks = (sign(deepcopy(right), number, attacks.get(number)) for number in range(count))
        folders = write_class(course / "submitted", homework, notebooks)
        (course / "list").write_text("".join(f"{path}\n" for path in folders), encoding="utf-8")
        return course

    def command(self, homework: Homework, at_once: int) -> list[str]:
        otter, file = self.place.program("otter", "otter"), f"{{}}/{homework.notebook}.ipynb"
        command = ["xargs", "-a", "list", "-P", str(at_once), "-I", "{}"]
        return [*command, otter, "run", file, "-a", "autograder.zip", "-o", "{}", "--no-logo"]

    def scores(self, homework: Homework, course: Path) -> dict[str, float]:
        found = {}
        for file in sorted((course / "submitted").glob("*/*/results.json")):
            tests = json.loads(file.read_text(encoding="utf-8"))["tests"]
            found[file.parent.parent.name] = sum(test.get("score", 0.0) for test in tests)
        return found


def cells_seconds(place: Place, homework: Homework, times: int) -> list[dict[str, float]]:
    """Processor seconds of cells in forks of a process that has imported the framework: see `warm.py`."""
    arguments = ("-m", "benchmarks.warm", f"{homework.folder}/{homework.notebook}", str(times))
    said = place.output("ours", "python", *arguments, cwd=ROOT, MPLBACKEND="agg", **ONE_THREAD)
    return json.loads(said.splitlines()[-1])


def single_seconds(place: Place, homework: Homework, times: int) -> list[float]:
    """Seconds from hand-in to verdict of one submission in a grader that is warm: see `single.py`."""
    arguments = ("-m", "benchmarks.single", f"{homework.folder}/{homework.notebook}", str(times))
    return json.loads(place.output("ours", "python", *arguments, cwd=ROOT).splitlines()[-1])


def commit_of(checkout: Path) -> str:
    git = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=checkout, capture_output=True, text=True)
    return git.stdout.strip() or "unknown"
