"""The three graders that are measured, each in an environment of its own, on classes of the same homework."""

import csv
import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.assignment import Assignment
from autograder.nbgrader.gradebook import GradebookWriter
from autograder.roles import points
from benchmarks.homework import NOTEBOOK, SOLUTIONS, sign, student_name, write_class
from benchmarks.meter import CommandFailed, Usage, measure
from benchmarks.same_process import nbgrader_hand_in, otter_hand_in, write_otter_tests, write_source
from samples.answers import handed_in

CORES = 2
OVERTIME = 124  # the status of a command that `timeout` has ended


@dataclass(frozen=True)
class Place:
    """Where environments lie (`<grader>/bin`), and where a run may write."""

    environments: Path
    work: Path

    def program(self, grader: str, name: str) -> str:
        path = self.environments / grader / "bin" / name
        if not path.exists():
            raise CommandFailed(f"{path} is missing: run `make bench`, which makes the environments first")
        return str(path)

    def variables(self, grader: str) -> dict[str, str]:
        """No settings of whoever runs this: neither Jupyter's nor threads'."""
        home = self.work / "home"
        home.mkdir(parents=True, exist_ok=True)
        path = f"{self.environments / grader / 'bin'}:{os.defpath}"
        return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "TF_CPP_MIN_LOG_LEVEL": "3"}

    def log(self, grader: str) -> Path:
        return self.work / f"{grader}.log"

    def run(self, grader: str, *command: str, cwd: Path) -> None:
        """A step that is not measured."""
        command = (self.program(grader, command[0]), *command[1:])
        done = subprocess.run(command, cwd=cwd, env=self.variables(grader), capture_output=True, text=True)
        if done.returncode:
            raise CommandFailed(f"`{' '.join(command)}` failed:\n{(done.stdout + done.stderr)[-1500:]}")


class Grader:
    """One of the three: how a class hands in to it, the command that grades it, and the scores it gave."""

    name: str
    statuses: tuple[int, ...] = (0,)  # of a command that came to its end

    def __init__(self, place: Place):
        self.place = place

    def class_of(self, homework: Assignment, count: int, course: Path, hostile: str | None = None) -> Path:
        """Have `count` students hand in, in the course's folder; `hostile`: the attack of the one in the middle."""
        raise NotImplementedError

    def command(self, homework: Assignment, at_once: int) -> list[str]:
        """What grades the class, run in the course's folder; `at_once`: how many submissions at a time."""
        raise NotImplementedError

    def scores(self, homework: Assignment, course: Path) -> dict[str, float]:
        """Points by student."""
        raise NotImplementedError

    def grade(
        self,
        homework: Assignment,
        course: Path,
        *,
        at_once: int = CORES,
        memory: bool = False,
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
            statuses=(*self.statuses, OVERTIME) if stop else self.statuses,
        )

    def without_full_marks(self, homework: Assignment, course: Path, students: Iterable[int]) -> list[str]:
        """Which of these students, who are right, do not have all points: a sentence for each."""
        most = sum(points(cell) for cell in homework.source(NOTEBOOK).cells)
        scores = self.scores(homework, course)
        return [
            f"{self.name} gave {name} {scores.get(name)} of {most:g} points in {homework.name}, for right answers; "
            f"see {course} and {self.place.log(self.name)}"
            for name in map(student_name, students)
            if scores.get(name) != most
        ]


class Ours(Grader):
    """`autograder grade`."""

    name = "ours"
    statuses = (0, 1)  # 1: somebody has no score, which is for us to look at

    def class_of(self, homework: Assignment, count: int, course: Path, hostile: str | None = None) -> Path:
        attacks = {count // 2: hostile}
        notebooks = (sign(handed_in(homework, NOTEBOOK), number, attacks.get(number)) for number in range(count))
        write_class(course / "submitted", homework.name, notebooks)
        GradebookWriter(course, homework).close()  # a course has one, as nbgrader's has after `generate_assignment`
        return course

    def command(self, homework: Assignment, at_once: int) -> list[str]:
        command = [self.place.program("ours", "autograder"), "grade", "submitted", "--assignment", homework.name]
        return [*command, "--solutions", str(SOLUTIONS), "--course", ".", "--workers", str(at_once)]

    def scores(self, homework: Assignment, course: Path) -> dict[str, float]:
        if not (course / "grades.csv").exists():
            raise CommandFailed(f"`autograder grade` wrote no scores into {course}; see {self.place.log(self.name)}")
        with (course / "grades.csv").open(encoding="utf-8") as file:
            return {row["student"]: float(row["score"] or "nan") for row in csv.DictReader(file)}


class AsShipped(Grader):
    """`nbgrader autograde`, with no configuration but nbgrader's own: one submission after the other."""

    name = "nbgrader"
    statuses = (0, 1)  # 1: not all could be graded

    def class_of(self, homework: Assignment, count: int, course: Path, hostile: str | None = None) -> Path:
        write_source(homework, course)
        self.place.run("nbgrader", "nbgrader", "generate_assignment", homework.name, cwd=course)
        release = course / "release" / homework.name / f"{NOTEBOOK}.ipynb"
        attacks = {count // 2: hostile}
        notebooks = (
            sign(nbgrader_hand_in(nbformat.read(release, 4), homework), number, attacks.get(number))
            for number in range(count)
        )
        write_class(course / "submitted", homework.name, notebooks)
        return course

    def command(self, homework: Assignment, at_once: int) -> list[str]:
        return [self.place.program("nbgrader", "nbgrader"), "autograde", homework.name]

    def scores(self, homework: Assignment, course: Path) -> dict[str, float]:
        self.place.run("nbgrader", "nbgrader", "export", "--to", "scores.csv", cwd=course)
        with (course / "scores.csv").open(encoding="utf-8") as file:
            return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


class Otter(Grader):
    """`otter run`: a command for each submission."""

    name = "otter"

    def class_of(self, homework: Assignment, count: int, course: Path, hostile: str | None = None) -> Path:
        write_otter_tests(homework, course / "tests")
        options = ("--no-config", "--no-requirements", "--no-environment")
        self.place.run("otter", "otter", "generate", "-t", "tests", "-o", "autograder.zip", *options, cwd=course)
        attacks = {count // 2: hostile}
        notebooks = (sign(otter_hand_in(homework), number, attacks.get(number)) for number in range(count))
        folders = write_class(course / "submitted", homework.name, notebooks)
        (course / "list").write_text("".join(f"{path}\n" for path in folders), encoding="utf-8")
        return course

    def command(self, homework: Assignment, at_once: int) -> list[str]:
        otter = self.place.program("otter", "otter")
        command = ["xargs", "-a", "list", "-P", str(at_once), "-I", "{}"]
        return [*command, otter, "run", f"{{}}/{NOTEBOOK}.ipynb", "-a", "autograder.zip", "-o", "{}", "--no-logo"]

    def scores(self, homework: Assignment, course: Path) -> dict[str, float]:
        found = {}
        for file in sorted((course / "submitted").glob("*/*/results.json")):
            tests = json.loads(file.read_text(encoding="utf-8"))["tests"]
            found[file.parent.parent.name] = sum(test.get("score", 0.0) for test in tests)
        return found


def cells_seconds(place: Place, framework: str, times: int) -> list[dict[str, float]]:
    """Processor seconds of the student's cells in forks of a process that has imported the framework: see `warm.py`."""
    command = [place.program("ours", "python"), "-m", "benchmarks.warm", framework, str(times)]
    env = place.variables("ours") | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    if done.returncode:
        raise CommandFailed(f"`{' '.join(command)}` failed:\n{done.stderr[-1500:]}")
    return json.loads(done.stdout.splitlines()[-1])
