"""Runs a student's notebook in a bench, and replaces a bench that died by one in which the same cells have run."""

import time
from copy import deepcopy

from nbformat import NotebookNode

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied, BenchSettings

MOST_LOST = 0.5  # the share of a notebook's time that crashes and hangs may use; the rest is for everything else
AGAIN_SECONDS = 5.0  # for a cell that hung, in the next bench: it has defined its names before it hung


class OutOfTime(Exception):
    """The notebook's time is up; the message is a sentence."""


class TimeBudget:
    """The time of one notebook, shared by all its sessions, and how much of it crashes and time-outs have used."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._lost = 0.0

    @property
    def used_up(self) -> str | None:
        """A sentence once the time is used up, else None."""
        late = time.monotonic() > self._end
        return f"the whole notebook took more than {self._seconds:g} seconds" if late else None

    @property
    def scarce(self) -> bool:
        """Whether so much was lost that whatever crashed or hung is not called again."""
        return self._lost > MOST_LOST * self._seconds

    def lose(self, since: float) -> None:
        """Count the time since `since` (by `time.monotonic`) as lost."""
        self._lost += time.monotonic() - since


class Session:
    """Runs cells in a bench, and replaces the bench whenever it dies, as long as there is time.

    `setup_code` runs in each bench before anything else.
    """

    def __init__(self, limits: Limits, settings: BenchSettings, setup_code: str, time: TimeBudget):
        self._limits, self._settings, self._setup_code = limits, settings, setup_code
        self.time = time
        self._bench: Bench | None = None
        self._is_restart = False
        self._log = ""
        self._followed = 0  # of another session's cells
        self.tried = 0  # how many cells were given to `run`
        self.ran: list[NotebookNode] = []  # the cells among them that did not kill the bench
        self._deadly: set[int] = set()  # `id` of cells in `ran` that killed a later bench: not run again
        self._hung: set[int] = set()  # `id` of cells in `ran` that were stopped because they took too long
        self.fatal: set[str] = set()  # the student's functions and classes that crashed or hung when checks called them

    @property
    def log(self) -> str:
        """What the benches printed while checks ran."""
        return self._log + (self._bench.log.text if self._bench else "")

    def run(self, cell: NotebookNode) -> str | None:
        """Run a code cell and store its outputs in it. Returns a sentence about what went wrong, or None."""
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
            self.drop()  # the next bench runs without this cell
            return str(death)
        if bench.timed_out:
            self.time.lose(started)
            self._hung.add(id(cell))
        self.ran.append(cell)
        return fault

    def follow(self, cells: list[NotebookNode]) -> None:
        """Run copies of the cells that another session has run so far, from where this one has stopped."""
        new, self._followed = cells[self._followed :], len(cells)
        for cell in new:
            self.run(deepcopy(cell))

    def bench(self) -> Bench:
        """The bench; if there is none, start one and run the cells that ran in the last one.

        Raises `OutOfTime`, and `BenchDied` if a bench does not even start, before any student code has run.
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
        """Run in a new bench the cells that ran in the one before. A cell that kills it is not run in the next."""
        for cell in self.ran:
            if id(cell) in self._deadly:
                continue
            try:
                self._check_time()
                bench.run(deepcopy(cell), AGAIN_SECONDS if id(cell) in self._hung else None)
            except BenchDied:
                self._deadly.add(id(cell))
                return self.drop()
            except OutOfTime:  # checks cannot judge half of a notebook
                self.drop()
                raise

    def _check_time(self) -> None:
        if late := self.time.used_up:
            raise OutOfTime(late)

    def stop_serving(self) -> None:
        """Make the bench ready for cells again; one that does not respond is dropped."""
        try:
            if self._bench:
                self._bench.stop_serving()
        except BenchDied:
            self.drop()

    def drop(self) -> None:
        """End the bench; a new one is started when it is needed."""
        if self._bench:
            self._log = self.log
            self._bench.close()
            self._bench = None
