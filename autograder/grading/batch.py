"""A folder of submissions in, scores out: what `autograder grade` does."""

import logging
import time
import traceback
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.assignment import Assignment
from autograder.grading.grade import Grader
from autograder.grading.report import table, write_csv
from autograder.nbgrader.gradebook import GradebookWriter, course_seed
from autograder.results import NotebookResult, read_results
from autograder.submissions.rebuild import rebuild_submission
from autograder.submissions.submission import Submission, discover, strays

log = logging.getLogger("autograder")


class BatchError(Exception):
    """There is nothing to grade, or nowhere to write; the message says what to do."""


def grade_submissions(
    submitted: Path,
    assignment: Assignment,
    *,
    course: Path | None = None,
    db_url: str | None = None,
    students: Iterable[str] | None = None,
    console: Console | None = None,
) -> list[NotebookResult]:
    """Grade every submission under nbgrader's `submitted/<student>/<assignment>/`, one after the other.

    Writes, under `course` (by default the folder above `submitted`): nbgrader's gradebook and `autograded/`, `results/`
    with a JSON file a notebook, and `grades.csv`. Shows progress and prints a table on `console`. A submission that
    cannot be graded is named, has no score, and does not end the batch. Raises `BatchError`, `GradebookError`.
    """
    console = console or Console()
    found = _wanted(submitted, assignment, students)
    course = course or submitted.parent
    course.mkdir(parents=True, exist_ok=True)
    seed = course_seed(course)
    results: list[NotebookResult] = []
    started = time.monotonic()
    with (
        GradebookWriter(course, assignment, db_url=db_url) as gradebook,
        Grader(assignment) as grader,
        _progress(console) as progress,
    ):
        bar = progress.add_task("", total=len(found))
        for submission in found:
            progress.update(bar, description=submission.student)
            graded = {notebook: _grade(grader, submission, notebook, seed) for notebook in assignment.notebooks}
            notebooks = {name: nb for name, (nb, _) in graded.items()}
            own = [result for _, result in graded.values()]
            gradebook.record(submission.student, notebooks, own, timestamp=submission.timestamp, files=submission.files)
            results += own
            progress.advance(bar)
    write_csv(read_results(course), course / "grades.csv")  # of all that were ever graded, not of this run alone
    console.print(table(results, title=f"{assignment.name}: {assignment.title}"))
    for sentence in strays(submitted, assignment):
        console.print(f"! {sentence}", markup=False, highlight=False, soft_wrap=True)
    seconds = time.monotonic() - started
    console.print(
        f"{len(found)} submissions in {seconds:.0f} s. Scores: {course / 'grades.csv'}; details: {course / 'results'}/;"
        f" notebooks: {course / 'autograded'}/; seed {seed} (keep it to yourself).",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return results


def _wanted(submitted: Path, assignment: Assignment, students: Iterable[str] | None) -> list[Submission]:
    if not submitted.is_dir():
        raise BatchError(f"{submitted} is not a folder; name the one that holds <student>/{assignment.name}/")
    found = discover(submitted, assignment)
    if students:
        names = set(students)
        found = [submission for submission in found if submission.student in names]
        if missing := names - {submission.student for submission in found}:
            raise BatchError(f"{submitted} has no submission of {sorted(missing)[0]} for {assignment.name}")
    if not found:
        raise BatchError(f"{submitted} holds no folder <student>/{assignment.name}/; there is nothing to grade")
    return found


def _grade(grader: Grader, submission: Submission, notebook: str, seed: int) -> tuple[NotebookNode, NotebookResult]:
    """Grade one notebook; a fault of ours is reported as its problem, and the batch goes on."""
    nb, repairs, problem = submission.read(notebook)
    rebuilt = rebuild_submission(grader.assignment, notebook, nb, problem, [*repairs, *submission.remarks])
    try:
        return grader.grade(rebuilt, notebook, student=submission.student, seed=seed)
    except Exception as fault:
        log.error("%s/%s: %s", submission.student, notebook, traceback.format_exc())
        problem = f"The grader itself failed ({type(fault).__name__}: {fault}); grade this submission again."
        failed = rebuild_submission(grader.assignment, notebook, nb, problem, repairs)
        return grader.grade(failed, notebook, student=submission.student, seed=seed)


def _progress(console: Console) -> Progress:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    return Progress(*columns, console=console, transient=True)
