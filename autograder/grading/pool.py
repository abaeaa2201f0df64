"""Workers: processes that grade tasks side by side, each replaced when it dies or takes too long.

A worker that dies takes nothing with it but its task, which is tried once more. The pool knows nothing of students,
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
    """A task that has no outcome, and why: a sentence for whoever handed in, and details for the instructor."""

    problem: str
    details: str


class Pool:
    """Grades tasks in `workers` processes. Use it as a context: at its end nothing that it started is alive.

    `on_change` is told several times a second which tasks run now.
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
        """Grade tasks, and give each with its outcome as soon as it is there, in whatever order they end.

        `tasks` is asked for the next one when a worker is free. A task that takes more than `seconds` is ended and
        lost; so is one whose worker died `TRIES` times. Raises `UserError` where no worker can be started.
        """
        waiting = _Queue(tasks)
        while self._employ(waiting):
            wait([worker.connection for worker in self._workers], TICK_SECONDS)
            found = [result for worker in list(self._workers) if (result := self._look(worker, waiting, seconds))]
            self._employ(waiting)  # before anybody looks at what was found: no worker waits for that
            yield from found

    def _employ(self, waiting: "_Queue") -> bool:
        """Give each free worker a task, and start those that are missing. Whether there is anything to wait for."""
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
        """What a worker's task came to, if it came to anything by now."""
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
    """A worker is gone; its last words."""


class _Queue:
    """Tasks that wait: those that are to be tried again first."""

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
        """Whether a task may be tried once more: it is the next one then."""
        if self._tries[task.key] < TRIES:
            self._next.appendleft(task)
            return True
        return False


class _Worker:
    """One worker's process. `connection` is our end of the connection to it; `task` what it is at."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.is_ready = False
        self._since = time.monotonic()
        self._folder = tempfile.mkdtemp(prefix="ag-")  # short: sockets have their paths in it
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the process)
        self.connection, theirs = Pipe()
        lifeline, self._lifeline = os.pipe()  # never written: that it closes tells the worker that we are gone
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
        """How long it has been at what it does."""
        return time.monotonic() - self._since

    def begin(self, task: Task) -> None:
        self.task, self._since = task, time.monotonic()
        with contextlib.suppress(OSError):  # it died just now: `look` says so
            self.connection.send(task)

    def look(self) -> Outcome | None:
        """The outcome, if it is there. Raises `_WorkerDied`."""
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
