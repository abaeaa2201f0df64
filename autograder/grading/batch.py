"""Grades a folder of submissions: the work behind `autograder grade`.

This process is the coordinator. Workers grade (`autograder.grading.pool`), each outcome is stored immediately
(`autograder.grading.store`), and only this process writes the gradebook. If anything is stopped or killed at any time,
the same command continues where it left off.
"""

import contextlib
import fcntl
import hashlib
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from autograder import private_files
from autograder.assignment import Assignment, Limits
from autograder.errors import Stopped, UserError
from autograder.grading.grade import Grader
from autograder.grading.keys import fingerprint
from autograder.grading.live import LiveView
from autograder.grading.pool import Pool, TaskLost
from autograder.grading.report import grader_faults, table, write_csv
from autograder.grading.store import FOLDER, Store
from autograder.grading.task import Outcome, Task, ungraded
from autograder.grading.task_queue import Progress, Recipient, TaskQueue
from autograder.nbgrader.course_files import RESULTS, course_seed, inaccessible
from autograder.results import NotebookResult, not_handed_in, not_recorded, read_results
from autograder.submissions.names import printable, unfit
from autograder.submissions.submission import Submission, discover, strays

if TYPE_CHECKING:
    from autograder.grading.cluster import Cluster
    from autograder.nbgrader.gradebook import GradebookWriter

OVERTIME_SECONDS = 240.0  # beyond a notebook's own limits: for starting and ending an examiner and a bench


def grade_submissions(
    submitted: Path,
    assignment: Assignment,
    *,
    course: Path | None = None,
    db_url: str | None = None,
    students: Iterable[str] | None = None,
    notebooks: Iterable[str] | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    force: bool = False,
    options: dict[str, Any] | None = None,
    console: Console | None = None,
) -> list[NotebookResult]:
    """Grade every submission under nbgrader's `submitted/<student>/<assignment>/`.

    Writes nbgrader's gradebook and `autograded/`, `results/` with one JSON file per notebook, and `grades.csv`. Shows
    progress and prints a table. A notebook that a student left out of a submission that has others gets zero points. A
    submission that cannot be graded is named, has no score, and does not end the batch.

    Parameters
    ----------
    submitted
        nbgrader's folder `submitted/`.
    assignment
        The assignment to grade.
    course
        Where results are written; by default the folder above `submitted`.
    db_url
        nbgrader's gradebook as a database URL; by default the one that nbgrader's configuration names.
    students
        Grade only these students; by default all.
    notebooks
        Grade only these notebooks; results of other notebooks stay as they are. By default all.
    workers
        How many submissions are graded at a time; by default one per core.
    cluster
        Grade on this dask cluster instead of this machine (see `autograder.grading.dask_clusters`).
    force
        Grade again even what has not changed. Otherwise its outcome is taken from the store `.autograder-store/`.
    options
        Keyword arguments for `Grader`.
    console
        Where progress and the table are shown.

    Returns
    -------
    list of NotebookResult
        One result per student and notebook of this run.

    Raises
    ------
    UserError
        There is nothing to grade, nowhere to write, or grading is not possible here.
    Stopped
        The user pressed Ctrl-C; finished outcomes are stored.
    """
    console = console or Console()
    started = time.monotonic()
    wanted = _wanted(submitted, assignment, students)
    chosen = _chosen(assignment, notebooks)
    course = course or submitted.parent
    with Grader(assignment, **(options or {})) as grader:
        grader.refuse_in_sight(course, submitted)
    # Imported once there is something to grade, because nbgrader and its database take seconds to import.
    from autograder.nbgrader.gradebook import GradebookWriter, is_shared

    course.mkdir(parents=True, exist_ok=True)
    batch = None
    try:
        with (
            _signals_as_interrupts(),
            _course_lock(course, shared=is_shared(course)),
            GradebookWriter(course, assignment, db_url=db_url) as gradebook,
        ):
            faults = {s.student: fault for s in wanted if (fault := unfit(s.student, gradebook.longest_name))}
            found = [submission for submission in wanted if submission.student not in faults]
            batch = _Batch(course, assignment, found, chosen, gradebook, options or {}, console)
            batch.plan(force)
            batch.grade(workers, cluster)
            everything = read_results(course)
            unnamed = batch.not_recorded(faults)
            # grades.csv lists everything ever graded, not only this run.
            write_csv([*everything, *unnamed], course / "grades.csv", shared=gradebook.shared)
    except KeyboardInterrupt:
        kept = batch.graded if batch else 0
        again = "The same command, without --force," if force else "The same command"
        raise Stopped(f"Stopped; {kept} were graded and are kept. {again} goes on from there.") from None
    results = [*_results_of_run(everything, assignment, found, chosen), *unnamed]
    console.print(table(results, title=f"{assignment.name}: {assignment.title}"))
    notes = [*grader_faults(results), *strays(submitted, assignment)]
    if any(not result.sandbox for result in results):
        notes.append("Graded without a sandbox: students' code could do whatever this account can.")
    for sentence in notes:
        console.print(f"! {sentence}", markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"{len(wanted)} submissions in {time.monotonic() - started:.0f} s: {batch.summary()}. "
        f"Scores: {course / 'grades.csv'}; details: {course / 'results'}/; notebooks: {course / 'autograded'}/.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return results


def _wanted(submitted: Path, assignment: Assignment, students: Iterable[str] | None) -> list[Submission]:
    if not submitted.is_dir():
        raise UserError(f"{submitted} is not a folder; name the one that holds <student>/{assignment.name}/")
    found = discover(submitted, assignment)
    if students:
        names = set(students)
        found = [submission for submission in found if submission.student in names]
        if missing := names - {submission.student for submission in found}:
            raise UserError(f"{submitted} has no submission of {printable(sorted(missing)[0])} for {assignment.name}")
    if not found:
        raise UserError(f"{submitted} holds no folder <student>/{assignment.name}/; there is nothing to grade")
    return found


def _chosen(assignment: Assignment, notebooks: Iterable[str] | None) -> list[str]:
    """The notebooks to grade, in the assignment's order."""
    names = set(notebooks or assignment.notebooks)
    if unknown := names - {*assignment.notebooks}:
        known = ", ".join(assignment.notebooks)
        raise UserError(f"{assignment.name} has no notebook '{printable(sorted(unknown)[0])}'; it has: {known}")
    return [name for name in assignment.notebooks if name in names]


def _results_of_run(
    everything: list[NotebookResult], assignment: Assignment, found: list[Submission], notebooks: list[str]
) -> list[NotebookResult]:
    """The results of this run, in the order of its submissions."""
    results = {(r.student, r.notebook): r for r in everything if r.assignment == assignment.name}
    return [results[submission.student, notebook] for submission in found for notebook in notebooks]


class _Batch:
    """One run over some submissions: plans what to grade, has it graded, and records the results."""

    def __init__(
        self,
        course: Path,
        assignment: Assignment,
        found: list[Submission],
        notebooks: list[str],
        gradebook: "GradebookWriter",
        options: dict[str, Any],
        console: Console,
    ):
        self._assignment = assignment
        self._found = found
        self._notebooks = notebooks
        self._gradebook = gradebook
        self._options = options
        self._console = console
        self._seed = course_seed(course, shared=gradebook.shared)
        self._queue = TaskQueue(assignment, self._seed, options)
        self._store = Store(course / FOLDER, self._say, shared=gradebook.shared)
        self._store.tidy()
        self._view = LiveView(console, 0)
        self.graded = self._unchanged = self._left_out = 0

    # --- planning ---

    def plan(self, force: bool) -> None:
        """Skip submissions that are already recorded, and note which notebooks wait for which outcomes."""
        if force:
            self._gradebook.forget(submission.student for submission in self._found)
        recorded, unchanged = self._gradebook.recorded(self._notebooks), {}
        for submission in self._found:
            there = [notebook for notebook in self._notebooks if notebook not in submission.absent]
            keys = {notebook: self._queue.key(submission, notebook) for notebook in there}
            self._left_out += len(self._notebooks) - len(keys)
            if recorded.get(submission.student) == _fingerprint(submission, self._notebooks, keys):
                self._unchanged += len(keys)
                unchanged[submission.student] = submission.facts
                continue
            progress = Progress(submission, len(keys))
            if not keys:
                self._record(submission, {})
            for notebook, key in keys.items():
                if force:
                    self._store.forget(key)
                self._queue.add(key, (progress, notebook))
        self._gradebook.refresh(unchanged, self._notebooks)

    # --- grading and recording ---

    def grade(self, workers: int | None, cluster: str | None) -> None:
        """Record outcomes from the store and grade the rest; store and record each outcome as soon as it arrives."""
        with LiveView(self._console, len(self._queue)) as self._view:
            for key in self._queue.pending():
                if outcome := self._store.get(key):
                    self._deliver(outcome)
            if not self._queue:
                return
            with self._graders(workers, cluster) as graders:
                for task, found in graders.outcomes(self._queue.tasks(), _longest(self._assignment.limits)):
                    if isinstance(found, TaskLost):
                        found = ungraded(self._assignment, task, found.problem, found.details)
                    if found.is_final:
                        self._store.put(found)
                    self.graded += 1
                    self._deliver(found)

    def _graders(self, workers: int | None, cluster: str | None) -> "Pool | Cluster":
        """Return a local pool or a cluster; both have the same interface and are tested before the first task."""
        if cluster is None:
            with Grader(self._assignment, **self._options) as grader:
                # Refuses to grade if students' code cannot be confined.
                grader.prepare(self._queue.notebooks())
            return Pool(min(workers or _cores(), len(self._queue)), on_change=self._show)
        try:
            from autograder.grading.cluster import Cluster
        except ModuleNotFoundError as missing:
            raise UserError(f"{missing.name} is not installed; --cluster needs: pip install -e '.[cluster]'") from None
        return Cluster(cluster, workers, self._assignment, self._options, on_change=self._show, say=self._say)

    def _deliver(self, outcome: Outcome) -> None:
        """Give an outcome to all its recipients; record each submission that is now complete."""
        recipients = self._queue.take(outcome.key)
        for progress, notebook in recipients:
            progress.outcomes[notebook] = outcome
            if len(progress.outcomes) == progress.awaited:
                self._record(progress.submission, progress.outcomes)
                progress.outcomes = {}
        self._view.done(self._name(recipients), failed=outcome.result.score is None)

    def _record(self, submission: Submission, outcomes: dict[str, Outcome]) -> None:
        is_final = all(outcome.is_final for outcome in outcomes.values())
        keys = {notebook: outcome.key for notebook, outcome in outcomes.items()}
        self._gradebook.record(
            submission.student,
            {name: outcome.notebook for name, outcome in outcomes.items()},
            [self._result(submission, name, outcomes.get(name)) for name in self._notebooks],
            timestamp=submission.timestamp,
            files=submission.contents(),
            folder=submission.facts,
            fingerprint=_fingerprint(submission, self._notebooks, keys) if is_final else None,
            notebooks=self._notebooks,
        )

    def _result(self, submission: Submission, notebook: str, outcome: Outcome | None) -> NotebookResult:
        if outcome is None:
            return not_handed_in(self._assignment, notebook, submission.student, self._seed)
        return replace(outcome.result_of(submission.student), handed_in=submission.is_there(notebook))

    def not_recorded(self, faults: dict[str, str]) -> list[NotebookResult]:
        """Results for students whose folder names cannot be recorded; each says why."""
        return [
            not_recorded(self._assignment, notebook, shown, self._seed, f"The folder {shown} {fault}.")
            for shown, fault in ((printable(student), fault) for student, fault in faults.items())
            for notebook in self._notebooks
        ]

    def summary(self) -> str:
        """How many notebooks were graded, and how many did not need to be."""
        parts = [f"{self.graded} graded"]
        if self._unchanged:
            parts.append(f"{self._unchanged} unchanged")
        if taken := len(self._found) * len(self._notebooks) - self._left_out - self.graded - self._unchanged:
            parts.append(f"{taken} taken from the store or the same as another's")
        if self._left_out:
            parts.append(f"{self._left_out} not handed in")
        return ", ".join(parts)

    def _show(self, running: list[Task]) -> None:
        self._view.running(self._name(self._queue.recipients(task.key)) for task in running)

    def _name(self, recipients: list[Recipient]) -> str:
        progress, notebook = recipients[0]
        name = printable(progress.submission.student)
        name += f" · {notebook}" if len(self._assignment.notebooks) > 1 else ""
        return name + (f" and {len(recipients) - 1} who handed in the same" if len(recipients) > 1 else "")

    def _say(self, sentence: str) -> None:
        self._console.print(f"! {sentence}", markup=False, highlight=False, soft_wrap=True)


def _fingerprint(submission: Submission, notebooks: list[str], keys: dict[str, str]) -> str:
    """Identifies everything that the gradebook and `autograded/` depend on. `keys`: of the notebooks handed in."""
    files = {name: hashlib.sha256(data).hexdigest() for name, data in submission.contents()}
    facts = asdict(submission.facts)
    return fingerprint(notebooks, sorted(keys.items()), str(submission.timestamp), files, facts)


def _longest(limits: Limits) -> float:
    """Seconds after which a worker that keeps to its limits must have finished."""
    return limits.notebook_seconds + 2 * (limits.cell_seconds + limits.check_seconds) + OVERTIME_SECONDS


def _cores() -> int:
    """How many cores this process may use, given its CPU affinity and its container's quota."""
    import joblib  # slow to import

    return joblib.cpu_count()


@contextlib.contextmanager
def _course_lock(course: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a course's folder, because the gradebook allows one writer.

    Also restricts access to the folders of the store and the results, which may have been open to others.
    """
    try:
        for name in (FOLDER, RESULTS):
            private_files.folder(course / name, shared=shared)
        lock = (course / FOLDER / "lock").open("a")
    except PermissionError as refused:
        raise inaccessible(Path(refused.filename)) from None
    with lock:
        private_files.allow(Path(lock.name), private_files.file_mode(shared))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # released when this process ends, however it ends
        except BlockingIOError:
            raise UserError(f"Somebody is grading into {course} already; wait until that has ended") from None
        yield


@contextlib.contextmanager
def _signals_as_interrupts() -> Iterator[None]:
    """Treat SIGTERM and a closed terminal (SIGHUP) like Ctrl-C."""

    def stop(*signal_and_frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[signal.Signals, Callable | int | None] = {}
    try:
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:  # keep nohup's setting
                before[number] = signal.signal(number, stop)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
