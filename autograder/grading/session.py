"""A student's notebook in a bench: its cells in order, and another bench that catches up where one died."""

import time
from copy import deepcopy

from nbformat import NotebookNode

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied, Place
from autograder.roles import is_picture


class Session:
    """Runs cells in a bench. `deadline`: when the whole notebook's time is up, by `time.monotonic`.

    `setup_code` runs in each bench before anything else.
    """

    def __init__(self, limits: Limits, place: Place, setup_code: str, deadline: float):
        self._limits, self._place, self._setup_code = limits, place, setup_code
        self._deadline = deadline
        self._bench: Bench | None = None
        self._starts = 0
        self._log = ""
        self.tried = 0  # how many cells were given to `run`
        self.ran: list[NotebookNode] = []  # those of them in which no bench died

    @property
    def log(self) -> str:
        """What the benches printed while they were examined."""
        return self._log + (self._bench.log.text if self._bench else "")

    @property
    def too_late(self) -> str | None:
        """A sentence, once the notebook's time is up."""
        late = time.monotonic() > self._deadline
        return f"the whole notebook took more than {self._limits.notebook_seconds:g} seconds" if late else None

    def run(self, cell: NotebookNode) -> str | None:
        """Run a code cell and store its outputs in it; what went wrong in a sentence, or None."""
        self.tried += 1
        if self.too_late:
            return self.too_late
        self.stop_serving()
        try:
            fault = self.bench().run(cell)
        except BenchDied as death:
            self.drop()  # the next one catches up without this cell
            return str(death)
        self.ran.append(cell)
        return fault

    def bench(self) -> Bench:
        """The bench, started and brought to where the last one was if need be. Raises `BenchDied`."""
        while self._bench is None:
            if self._starts > self._limits.restarts:
                raise BenchDied(f"the Python process died {self._starts} times and was not started again")
            if self.too_late:
                raise BenchDied(self.too_late)
            self._starts += 1
            self._bench = Bench(self._limits, setup_code=self._setup_code, place=self._place)
            try:
                for cell in self.ran:
                    if not self.too_late and not is_picture(cell):
                        self._bench.run(deepcopy(cell))
            except BenchDied:
                self.drop()
        return self._bench

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
