"""Small classes with the sample assignment, and the results of grading them, for the tests of batches."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path

import psutil
from nbgrader.api import Gradebook
from rich.console import Console

from autograder.assignment import load
from autograder.grading.batch import grade_submissions
from helpers.sample import NAME, NOTEBOOK, SETTINGS, SOURCE, TWO, write_sample
from samples.answers import handed_in

RIGHT = "def double(x):\n    return 2 * x"
IN_PLACE = "def double(x):\n    x *= 2\n    return x"  # passes the public check, fails the hidden one
WRONG = "def double(x):\n    return x"
LIMITS = "[limits]\ncell_seconds = 2\ncheck_seconds = 2\nnotebook_seconds = 20\n\n"
WAIT_SECONDS = 180.0  # long enough for a busy machine


def make_course(folder: Path, answers: dict[str, str], limits: str = LIMITS) -> Path:
    """Make the sample course with a submission of each student's answer."""
    write_sample(folder)
    settings = folder / "solutions" / NAME / "assignment.toml"
    settings.write_text(SETTINGS.replace("[notebooks", limits + "[notebooks", 1), encoding="utf-8")
    for student, answer in answers.items():
        hand_in(folder, student, answer)
    return folder


def two_notebooks(folder: Path) -> Path:
    """Make a course whose assignment has two notebooks, without submissions."""
    course = make_course(folder, {})
    assignment = folder / "solutions" / NAME
    own = SETTINGS[SETTINGS.index("[notebooks") :].replace(NOTEBOOK, TWO)
    with (assignment / "assignment.toml").open("a", encoding="utf-8") as settings:
        settings.write(own)
    (assignment / f"{TWO}.py").write_text(SOURCE, encoding="utf-8")
    return course


def hand_in(course: Path, student: str, answer: str, notebook: str = NOTEBOOK) -> None:
    assignment = load(course / "solutions" / NAME)
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    nb = handed_in(assignment, notebook, {"double_answer": answer})
    (folder / f"{notebook}.ipynb").write_text(json.dumps(nb), encoding="utf-8")


def grade(course: Path, **how: object) -> tuple[int, str]:
    """Grade a course in this process; return how many notebooks were graded, and the printed text."""
    printed = StringIO()
    console = Console(file=printed, width=200)
    grade_submissions(course / "submitted", load(course / "solutions" / NAME), console=console, **how)
    return graded(printed.getvalue()), printed.getvalue()


def graded(printed: str) -> int:
    return int(re.search(r" s: (\d+) graded", printed)[1])


def start(course: Path, *options: object, within: Iterable[str] = ()) -> subprocess.Popen[str]:
    """Start `autograder grade` in its own process and session, as from a terminal; `within` precedes the command."""
    program = Path(sys.executable).parent / "autograder"
    command = [*within, program, "grade", "submitted", "--assignment", NAME, *options]
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=course,
        env={**os.environ, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # ignored in background jobs
    )


def run_nbgrader(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the current environment's nbgrader in a course's folder, without the user's settings."""
    home = {"HOME": str(course), "JUPYTER_CONFIG_DIR": str(course / "none"), "JUPYTER_NO_CONFIG": "0"}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        cwd=course,
        env={**os.environ, **home},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def scores(course: Path) -> dict[str, str]:
    with (course / "grades.csv").open(newline="") as file:
        return {f"{row['student']}/{row['notebook']}": row["score"] for row in csv.DictReader(file)}


def gradebook_scores(url: str, notebook: str = NOTEBOOK) -> dict[str, float]:
    """Each student's score in nbgrader's database."""
    with Gradebook(url) as gradebook:
        return {row.student.id: row.score for row in gradebook.notebook_submissions(notebook, NAME)}


def kept(course: Path) -> dict[str, int]:
    """The stored results and the time when each was written, which changes if it is graded again."""
    return {path.name: path.stat().st_mtime_ns for path in (course / ".autograder-store").glob("??/*.json")}


def workers_of(pid: int) -> list[psutil.Process]:
    """The workers of a coordinator that are grading, which hold the pidfd of a process forked for them."""
    return [process for process in psutil.Process(pid).children(recursive=True) if _is_grading(process)]


def _is_grading(process: psutil.Process) -> bool:
    try:
        files = Path(f"/proc/{process.pid}/fd").iterdir()
        return process.name() == "worker" and any("pidfd" in str(file.readlink()) for file in files)
    except (psutil.NoSuchProcess, OSError):
        return False


def wait_for(what: Callable[[], object], seconds: float = WAIT_SECONDS) -> object:
    deadline = time.monotonic() + seconds
    while (asked := time.monotonic()) < deadline:
        if found := what():
            return found
        time.sleep(max(0.02, 4 * (time.monotonic() - asked)))  # leaves most of the processor to other processes
    raise AssertionError("what the test waits for did not happen")


def all_dead(processes: Iterable[psutil.Process]) -> bool:
    """Whether all of these have ended; zombies count as ended."""

    def runs(process: psutil.Process) -> bool:
        try:
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return not any(runs(process) for process in processes)
