"""A pool of workers: processes that grade tasks in parallel and are replaced when they die or take too long.

When a worker dies, only its task is affected, and that is tried once more. The pool knows nothing about students,
files or the gradebook.
"""

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import wait

import psutil

from autograder.benches.forks import ZygoteError, forked, zygote
from autograder.errors import UserError
from autograder.grading.task import Outcome, Task
from autograder.grading.worker import READY

START_SECONDS = 120.0  # for a worker to import what it needs
END_SECONDS = 5.0  # for a worker to end by itself
KILL_SECONDS = 3.0  # for whatever else was started to end by itself, and then to be dead once killed
TRIES = 2  # of a task whose worker dies
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class TaskLost:
    """A task without an outcome. `problem` is a sentence for the student, `details` are for the instructor."""

    problem: str
    details: str


class Pool:
    """Grades tasks in `workers` processes. Use it as a context: at its end, everything that it started is dead.

    `on_change` is called several times a second with the tasks that are running.
    """

    def __init__(self, workers: int, *, on_change: Callable[[list[Task]], None] = lambda running: None):
        self._count = workers
        self._on_change = on_change
        self._workers: list[_Worker] = []
        self._failed_starts = 0

    def __enter__(self) -> "Pool":
        self._others = zygote().forks()
        return self

    def __exit__(self, kind: type | None, *fault: object) -> None:
        with without_interrupts():
            if kind is None:
                deadline = time.monotonic() + END_SECONDS
                for worker in self._workers:
                    worker.connection.close()
                for worker in self._workers:
                    worker.wait(deadline)
            for worker in self._workers:
                worker.end()
            _end_all(zygote().forks() - self._others)  # benches end when their worker does, in a moment

    def outcomes(self, tasks: Iterable[Task], seconds: float) -> Iterator[tuple[Task, Outcome | TaskLost]]:
        """Grade tasks, and yield each with its outcome as soon as it ends, in any order.

        The next task is taken from `tasks` when a worker is free. A task is lost if it takes more than `seconds` or if
        its worker dies `TRIES` times. Raises `UserError` if no worker can be started.
        """
        waiting = _Queue(tasks)
        while self._employ(waiting):
            wait([worker.connection for worker in self._workers], TICK_SECONDS)
            found = [result for worker in list(self._workers) if (result := self._look(worker, waiting, seconds))]
            self._employ(waiting)  # before the caller handles the outcomes, so that no worker waits for it
            yield from found

    def _employ(self, waiting: "_Queue") -> bool:
        """Give each free worker a task and start missing workers. Returns whether there is anything to wait for."""
        for worker in self._workers:
            if worker.is_free and waiting:
                worker.begin(waiting.next())
        idle = sum(worker.task is None for worker in self._workers)
        while len(self._workers) < self._count and waiting.has_more_than(idle):
            worker = _Worker()
            self._workers.append(worker)
            idle += 1
        self._on_change([worker.task for worker in self._workers if worker.task])
        return bool(waiting) or any(worker.task for worker in self._workers)

    def _look(self, worker: "_Worker", waiting: "_Queue", seconds: float) -> tuple[Task, Outcome | TaskLost] | None:
        """The outcome of a worker's task, if there is one yet."""
        task = worker.task
        try:
            outcome = worker.look()
        except _WorkerDied as death:
            self._dismiss(worker)
            if not worker.is_ready:
                self._count_failure(str(death))
            return None if task is None or waiting.again(task) else (task, _died(str(death)))
        if worker.is_ready:
            self._failed_starts = 0
        elif worker.seconds > START_SECONDS:
            self._dismiss(worker)
            self._count_failure(f"one did nothing for {START_SECONDS:g} seconds")
        if outcome:
            return task, outcome
        if task and worker.seconds > seconds:
            self._dismiss(worker)
            return task, _overdue(seconds)
        return None

    def _dismiss(self, worker: "_Worker") -> None:
        self._workers.remove(worker)
        worker.end()

    def _count_failure(self, reason: str) -> None:
        self._failed_starts += 1
        if self._failed_starts > max(TRIES, self._count):
            raise _not_started(reason)


class _WorkerDied(Exception):
    """A worker has died; the message is the end of what it printed."""


class _Queue:
    """Waiting tasks; those to be tried again come first."""

    def __init__(self, tasks: Iterable[Task]):
        self._tasks = iter(tasks)
        self._next: deque[Task] = deque()
        self._tries: Counter[str] = Counter()

    def has_more_than(self, count: int) -> bool:
        while len(self._next) <= count:
            if (task := next(self._tasks, None)) is None:
                return False
            self._next.append(task)
        return True

    def __bool__(self) -> bool:
        return self.has_more_than(0)

    def next(self) -> Task:
        task = self._next.popleft()
        self._tries[task.key] += 1
        return task

    def again(self, task: Task) -> bool:
        """Put a task back at the front if it may be tried once more; returns whether it may."""
        if self._tries[task.key] < TRIES:
            self._next.appendleft(task)
            return True
        return False


class _Worker:
    """One worker's process. `connection` leads to it; `task` is the one that it is grading."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.is_ready = False
        self._since = time.monotonic()
        self._folder = tempfile.mkdtemp(prefix="ag-")  # short, because socket paths lie in it
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the process)
        self.connection, theirs = Pipe()
        lifeline, self._lifeline = os.pipe()  # never written: its closing tells the worker that this process is gone
        try:
            given = theirs.fileno(), lifeline, self._errors.fileno()
            self._process = forked(lambda zygote: zygote.fork_worker(*given, folder=self._folder))
        except ZygoteError as fault:
            raise UserError(
                f"The grader's processes do not start: {fault}; `autograder doctor` may know more"
            ) from None
        finally:
            theirs.close()
            os.close(lifeline)

    @property
    def is_free(self) -> bool:
        return self.is_ready and self.task is None

    @property
    def seconds(self) -> float:
        """How long it has been at its present task, or starting."""
        return time.monotonic() - self._since

    def begin(self, task: Task) -> None:
        self.task, self._since = task, time.monotonic()
        with contextlib.suppress(OSError):  # if it has just died, `look` reports it
            self.connection.send(task)

    def look(self) -> Outcome | None:
        """The outcome, if it has arrived. Raises `_WorkerDied`."""
        is_dead = self._process.ended_within(0)
        try:
            while self.connection.poll():
                message = self.connection.recv_bytes()
                if message != READY:
                    self.task = None
                    return Outcome.from_json(message)
                self.is_ready = True
        except (EOFError, OSError):
            is_dead = True
        if is_dead:
            raise _WorkerDied(self._last_words())
        return None

    def wait(self, deadline: float) -> None:
        self._process.ended_within(max(0.0, deadline - time.monotonic()))

    def end(self) -> None:
        """End it and remove its files. Its benches and its examiner lose their connection to it, and end as well."""
        self._process.close()
        os.close(self._lifeline)
        self.connection.close()
        self._errors.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _last_words(self) -> str:
        self._process.ended_within(1)
        self._errors.seek(0)
        words = self._errors.read()[-2000:].decode(errors="replace").strip()
        return words or "it said nothing: perhaps it was killed, by the system where memory ran out"


def _not_started(reason: str) -> UserError:
    return UserError(f"The grader's processes do not start: {reason}; `autograder doctor` may know more")


def _died(last_words: str) -> TaskLost:
    problem = (
        f"The grader's own process died {TRIES} times while it graded this, which may be this notebook's doing; "
        "look at it by hand, or grade it again."
    )
    return TaskLost(problem, last_words)


def _overdue(seconds: float) -> TaskLost:
    problem = f"Grading this did not end within {seconds:.0f} seconds and was stopped; grade it again."
    return TaskLost(problem, "the worker did not keep to its own limits")


def _end_all(processes: Iterable[psutil.Process]) -> None:
    """Wait for processes to end by themselves, and kill those that do not."""
    _, left = psutil.wait_procs(processes, timeout=KILL_SECONDS)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=KILL_SECONDS)


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C while the context lasts, so that cleaning up is not interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
