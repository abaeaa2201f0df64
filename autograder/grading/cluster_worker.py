"""The code that runs on the workers of a dask cluster: each is tested and enlisted, then grades one task at a time.

The worker grades in a separate process (a pool of one). So whatever kills that process does not kill the worker, and a
cancelled task can be ended.
"""

import asyncio
import contextlib
import threading
from typing import Any

from distributed import Worker, get_worker

from autograder.grading import readiness
from autograder.grading.pool import Pool, TaskLost
from autograder.grading.task import Task


async def enlist(resource: str, assignment: bytes, options: dict[str, Any], dask_worker: Worker) -> str | None:
    """Test whether this machine can grade. If so, declare `resource`, which tasks ask for; else return why not."""
    fault = await asyncio.to_thread(readiness.fault, assignment, options)
    if fault is None and resource not in dask_worker.state.total_resources:
        await dask_worker.set_resources(**{resource: 1})
    return fault


def grade(task: Task, seconds: float) -> bytes | TaskLost:
    """Grade a task on a worker; returns the outcome as JSON. Raises `UserError` if no process can be started."""
    return _runner.grade(task, seconds)


class _TaskCancelled(Exception):
    """The task was cancelled, or given to another worker."""


class _TaskRunner:
    """Grades this worker's tasks, one after the other."""

    def __init__(self) -> None:
        self._free = threading.Lock()
        self._opened = contextlib.ExitStack()
        self._pool: Pool | None = None

    def grade(self, task: Task, seconds: float) -> bytes | TaskLost:
        with self._free:
            self._worker, self._key = get_worker(), get_worker().get_current_task()
            if self._pool is None:
                self._pool = self._opened.enter_context(Pool(1, on_change=self._stop_if_cancelled))
            try:
                [(_, found)] = self._pool.outcomes([task], seconds)
            except BaseException as fault:
                self._opened.__exit__(type(fault), fault, None)
                self._pool = None
                raise
        return found if isinstance(found, TaskLost) else found.to_json()

    def _stop_if_cancelled(self, running: list[Task]) -> None:
        """Stop if the scheduler has cancelled the task; the pool calls this several times a second."""
        state = self._worker.state.tasks.get(self._key)
        if state is None or state.state == "cancelled":
            raise _TaskCancelled


_runner = _TaskRunner()
