"""Grades on a dask cluster: the same tasks and the same interface as `Pool`, on any number of machines.

A worker gets tasks only after it was enlisted, that is, after tests that it has the same grader and libraries and that
its machine can grade. It then declares a dask resource that tasks ask for. Dask moves the task of a lost worker to
another one. The machines share nothing but the network.
"""

import contextlib
import queue
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from typing import Any

from distributed import Future, KilledWorker

from autograder.assignment import Assignment
from autograder.errors import UserError
from autograder.grading import cluster_requirements, cluster_worker
from autograder.grading.dask_clusters import connected, is_address
from autograder.grading.pool import TICK_SECONDS, TRIES, TaskLost, without_interrupts
from autograder.grading.task import Outcome, Task, pack

FIRST_SECONDS = 20.0  # for the first worker of an existing scheduler; jobs and pods may wait for hours
LOOK_SECONDS = 1.0  # between two looks at which workers have come and gone
FETCH_SECONDS = 60.0  # for an outcome to come over the network
_FAULTS = (OSError, RuntimeError, TimeoutError, futures.CancelledError)  # what dask raises if the scheduler is gone


class Cluster:
    """Grades tasks on the dask cluster `where`, as `Pool` does in processes of this machine. Use it as a context.

    `workers`: the most tasks at a time, and how many workers Slurm or Kubernetes are asked for. `on_change` is called
    with the tasks that workers have, `say` with a sentence for each later worker that can't be used.

    Raises `UserError` if the cluster can't be used, or if a worker that is present at the start is unfit.
    """

    def __init__(
        self,
        where: str,
        workers: int | None,
        assignment: Assignment,
        options: dict[str, Any],
        *,
        on_change: Callable[[list[Task]], None] = lambda running: None,
        say: Callable[[str], None] = lambda sentence: None,
    ):
        self._where, self._most = where, workers
        self._assignment, self._options = assignment, options
        self._requirements = cluster_requirements.Requirements.of(assignment, options)
        self._on_change, self._say = on_change, say
        self._opened = contextlib.ExitStack()
        self._running: dict[Future, Task] = {}
        self._ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._enlisted: set[str] = set()  # addresses of workers that are present
        self._unfit: set[str] = set()
        self._trial: futures.Future[dict[str, str]] | None = None  # of new workers
        self._looked = 0.0
        self._said_alone = False

    def __enter__(self) -> "Cluster":
        with contextlib.ExitStack() as stack:
            sandbox = self._options.get("sandbox", True)
            limits = self._assignment.limits
            self._client = stack.enter_context(connected(self._where, self._most, limits, sandbox=sandbox))
            self._recruiter = futures.ThreadPoolExecutor(1)
            stack.callback(self._recruiter.shutdown, wait=False, cancel_futures=True)
            self._wait_for_the_first()
            self._opened = stack.pop_all()
        return self

    def __exit__(self, *fault: object) -> None:
        with without_interrupts(), self._opened:
            if self._running:
                with contextlib.suppress(*_FAULTS):
                    self._client.cancel(list(self._running), force=True)  # workers stop what they are doing

    def outcomes(self, tasks: Iterable[Task], seconds: float) -> Iterator[tuple[Task, Outcome | TaskLost]]:
        """Grade tasks, and yield each with its outcome as soon as it ends: see `Pool.outcomes`.

        Raises `UserError` if the scheduler is gone.
        """
        waiting = iter(tasks)
        while self._hand_out(waiting, seconds):
            found = [result for future in self._ended_by_now() if (result := self._result(future))]
            self._hand_out(waiting, seconds)  # before the caller handles the outcomes, so that no worker waits for it
            yield from found

    def _hand_out(self, waiting: Iterator[Task], seconds: float) -> bool:
        """Give each enlisted worker a task. Returns whether there is anything to wait for."""
        self._look_around()
        places = min(len(self._enlisted), self._most or len(self._enlisted))
        is_over = False
        while len(self._running) < places and not is_over:
            if task := next(waiting, None):
                self._submit(task, seconds)
            else:
                is_over = True
        self._on_change(list(self._running.values()))
        return bool(self._running) or not is_over

    def _submit(self, task: Task, seconds: float) -> None:
        future = self._client.submit(
            cluster_worker.grade,
            task,
            seconds,
            key=f"autograder-{uuid.uuid4().hex}",
            resources={self._requirements.resource: 1},
            retries=TRIES - 1,
            pure=False,
        )
        self._wait_for(future, task)

    def _wait_for(self, future: Future, task: Task) -> None:
        self._running[future] = task
        future.add_done_callback(self._ended.put)

    def _ended_by_now(self) -> list[Future]:
        found = []
        with contextlib.suppress(queue.Empty):
            found.append(self._ended.get(timeout=TICK_SECONDS))
            while True:
                found.append(self._ended.get_nowait())
        return found

    def _result(self, future: Future) -> tuple[Task, Outcome | TaskLost] | None:
        """The outcome of a task; None if its worker was lost before it could be fetched, so that it runs again.

        Raises `UserError` if the scheduler is gone.
        """
        task = self._running.pop(future)
        if future.status == "finished":
            with self._scheduler():
                found = future.result(timeout=FETCH_SECONDS)
            return task, found if isinstance(found, TaskLost) else Outcome.from_json(found)
        if future.status == "error":
            fault = future.exception()
            if isinstance(fault, KilledWorker):
                return task, TaskLost(_LOST_MACHINES, f"last on {getattr(fault, 'last_worker', 'an unknown worker')}")
            return task, TaskLost(_FAILED, f"{type(fault).__name__}: {fault}")
        if future.status in ("lost", "pending"):
            return self._wait_for(future, task)
        raise self._gone()

    # --- workers ---

    def _wait_for_the_first(self) -> None:
        """Wait for the first worker and enlist all that are present. Raises `UserError` if any of them is unfit."""
        deadline: float | None = time.monotonic() + FIRST_SECONDS
        while not (there := self._workers()):
            if deadline and time.monotonic() > deadline:
                if is_address(self._where):
                    raise UserError(
                        f"The scheduler at {self._where} has no workers; start some with `dask worker {self._where} "
                        "--nthreads 1`"
                    )
                self._say(f"{self._where.capitalize()} has no worker running yet; waiting for the first. Ctrl-C stops.")
                deadline = None
            time.sleep(TICK_SECONDS)
        if unfit := self._enlist(set(there)):
            sentences = sorted(unfit.values())
            raise UserError("\n".join([*sentences, "Nothing was graded: put that right, or take them away."]))

    def _look_around(self) -> None:
        """Notice which workers have come and gone, and enlist new ones in the background."""
        if self._trial and self._trial.done():
            unfit, self._trial = self._trial.result(), None
            self._unfit |= unfit.keys()
            for sentence in unfit.values():
                self._say(f"{sentence} It is left out.")
        elif time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        there = self._workers()
        self._enlisted = {address for address, is_enlisted in there.items() if is_enlisted} - self._unfit
        self._unfit &= there.keys()
        if self._trial is None and (new := there.keys() - self._enlisted - self._unfit):
            self._trial = self._recruiter.submit(self._enlist, new)
        if not self._enlisted and not self._said_alone:
            self._say("No worker is left; waiting for one that can be used. Ctrl-C stops, and nothing is lost.")
        self._said_alone = not self._enlisted

    def _workers(self) -> dict[str, bool]:
        """The addresses of the present workers, and whether each is enlisted (a restarted one is not)."""
        with self._scheduler():
            about = self._client.sync(self._client.scheduler.identity, n_workers=-1)
        resource = self._requirements.resource
        return {address: resource in worker["resources"] for address, worker in about["workers"].items()}

    def _enlist(self, addresses: set[str]) -> dict[str, str]:
        """Test workers; returns a sentence for each that can't be used."""
        told = self._run(addresses, cluster_requirements.about, self._requirements.packages)
        unfit = {}
        for address, facts in told.items():
            if isinstance(facts, BaseException):
                reason = _sentence(facts)
                unfit[address] = f"The worker {address} does not have this autograder; install it there: {reason}"
            elif difference := self._requirements.difference(facts):
                unfit[address] = f"The worker {address} on {facts['host']} has {difference}: make them the same."
        sample = pack(self._assignment, next(iter(self._assignment.notebooks)))
        arguments = self._requirements.resource, sample, self._options
        tried = self._run(told.keys() - unfit.keys(), cluster_worker.enlist, *arguments)
        for address, fault in tried.items():
            if fault is not None:
                host = told[address]["host"]
                unfit[address] = f"The worker {address} on {host} cannot grade: {_sentence(fault)}"
        here = self._workers()
        return {address: sentence for address, sentence in unfit.items() if address in here}

    def _run(self, addresses: Iterable[str], function: Callable, *arguments: Any) -> dict[str, Any]:
        """Call a function on workers; returns what it returned or raised on each."""
        if not addresses:
            return {}
        with self._scheduler():
            return self._client.run(function, *arguments, workers=list(addresses), on_error="return")

    @contextlib.contextmanager
    def _scheduler(self) -> Iterator[None]:
        """Turn faults of the connection to the scheduler into a `UserError`."""
        try:
            yield
        except _FAULTS as fault:
            raise self._gone(fault) from None

    def _gone(self, fault: BaseException | None = None) -> UserError:
        reason = f" ({type(fault).__name__})" if fault else ""
        return UserError(
            f"The scheduler of {self._where} is gone{reason}; what was graded is kept, and the same command goes on"
        )


def _sentence(fault: object) -> str:
    if isinstance(fault, BaseException):
        fault = f"{type(fault).__name__}: {fault}"
    return str(fault).strip().splitlines()[0].rstrip(".") + "."


_LOST_MACHINES = (
    "The machines that graded this were lost one after the other, which may be this notebook's doing; "
    "look at it by hand, or grade it again."
)
_FAILED = "The cluster's workers could not grade this; grade it again."
