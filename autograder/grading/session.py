"""A student's notebook in a bench: its cells in order, and another bench that catches up where one died."""

import time
from copy import deepcopy

from nbformat import NotebookNode

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied, BenchSettings
from autograder.roles import is_picture

MOST_LOST = 0.5  # of a notebook's time may go to what crashes and hangs; the other half is for the rest
AGAIN_SECONDS = 5.0  # for a cell that hung, in another bench: what it defines it defined before


class OutOfTime(Exception):
    """The notebook's time is up; the message is a sentence."""


class TimeBudget:
    """The time of one notebook, which all its sessions share, and how much of it went to crashes and time-outs."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._lost = 0.0

    @property
    def used_up(self) -> str | None:
        """A sentence, once there is no more of it."""
        late = time.monotonic() > self._end
        return f"the whole notebook took more than {self._seconds:g} seconds" if late else None

    @property
    def scarce(self) -> bool:
        """Whether so much was lost that what crashed or hung is not called again."""
        return self._lost > MOST_LOST * self._seconds

    def lose(self, since: float) -> None:
        """Count the time since `since` (by `time.monotonic`) as lost."""
        self._lost += time.monotonic() - since


class Session:
    """Runs cells in a bench, and starts another one as often as one dies, as long as there is time.

    `setup_code` runs in each bench before anything else.
    """

    def __init__(self, limits: Limits, settings: BenchSettings, setup_code: str, time: TimeBudget):
        self._limits, self._settings, self._setup_code = limits, settings, setup_code
        self.time = time
        self._bench: Bench | None = None
        self._is_restart = False
        self._log = ""
        self.tried = 0  # how many cells were given to `run`
        self.ran: list[NotebookNode] = []  # those of them in which no bench died
        self._deadly: set[int] = set()  # of those, by `id`, which killed a bench that caught up: not run again
        self._hung: set[int] = set()  # of those, by `id`, which were stopped because they took too long
        self.fatal: set[str] = set()  # the student's names that crashed or hung when checks called them

    @property
    def log(self) -> str:
        """What the benches printed while they were examined."""
        return self._log + (self._bench.log.text if self._bench else "")

    def run(self, cell: NotebookNode) -> str | None:
        """Run a code cell and store its outputs in it; what went wrong in a sentence, or None."""
        self.tried += 1
        self.stop_serving()
        try:
            bench = self.bench()
        except OutOfTime as late:
            return str(late)
        started = time.monotonic()
        try:
            fault = bench.run(cell)
        except BenchDied as death:
            self.time.lose(started)
            self.drop()  # the next one catches up without this cell
            return str(death)
        if bench.timed_out:
            self.time.lose(started)
            self._hung.add(id(cell))
        self.ran.append(cell)
        return fault

    def bench(self) -> Bench:
        """The bench, started and brought to where the last one was if need be.

        Raises `OutOfTime`, and `BenchDied` where one does not even start: no student's code has run by then.
        """
        while self._bench is None:
            self._check_time()
            started = time.monotonic()
            self._bench = Bench(self._limits, setup_code=self._setup_code, settings=self._settings)
            self._catch_up(self._bench)
            if self._is_restart:
                self.time.lose(started)
            self._is_restart = True
        return self._bench

    def _catch_up(self, bench: Bench) -> None:
        """Run in a new bench what ran in those before it. A cell that kills it now is not run again in the next."""
        for cell in self.ran:
            if is_picture(cell) or id(cell) in self._deadly:
                continue
            try:
                self._check_time()
                bench.run(deepcopy(cell), AGAIN_SECONDS if id(cell) in self._hung else None)
            except BenchDied:
                self._deadly.add(id(cell))
                return self.drop()
            except OutOfTime:  # half of the notebook is none that checks could judge
                self.drop()
                raise

    def _check_time(self) -> None:
        if late := self.time.used_up:
            raise OutOfTime(late)

    def stop_serving(self) -> None:
        """Have the bench ready for cells; one that does not come back from a check is replaced when one is needed."""
        try:
            if self._bench:
                self._bench.stop_serving()
        except BenchDied:
            self.drop()

    def drop(self) -> None:
        """End the bench; another one is started when one is needed."""
        if self._bench:
            self._log = self.log
            self._bench.close()
            self._bench = None
