"""The sessions of one notebook: one that runs all of it, and one for each further kind of bench."""

from collections.abc import Callable
from functools import partial

from autograder.assignment import Assignment, Question
from autograder.benches.bench import BenchSettings
from autograder.grading.carried import RightParts
from autograder.grading.session import Session
from autograder.rules.absences import absences


def bench_settings(
    assignment: Assignment, notebook: str, question: Question | None = None, *, sandbox: bool
) -> BenchSettings:
    """The settings of a notebook's bench, or of the bench that a question's checks meet.

    The latter is another one where the question forbids a package that the rest of the notebook may use.
    """
    own = assignment.notebooks[notebook]
    absent, named = absences(own, assignment.release(notebook), question)
    preload = tuple(name for name in (*own.frameworks, *own.preload) if name not in absent)
    return BenchSettings(sandbox, preload, (assignment.folder.parent,), tuple(sorted(absent)), tuple(sorted(named)))


class Sessions:
    """Starts sessions as they are needed, and ends them all.

    Parameters
    ----------
    settings
        The settings of a question's bench; with None, of the bench in which the whole notebook runs.
    start
        Starts a session in a bench with these settings.
    right_parts
        Makes the keeper of sessions with the reference's answers, given what starts one.
    """

    def __init__(
        self,
        settings: Callable[[Question | None], BenchSettings],
        start: Callable[[BenchSettings], Session],
        right_parts: Callable[[Callable[[], Session]], RightParts],
    ):
        self._settings, self._start, self._right_parts = settings, start, right_parts
        self.main = self.new()
        self._others: dict[BenchSettings, Session] = {}
        self._keepers: dict[BenchSettings, RightParts] = {}

    def new(self) -> Session:
        """Another session of the kind in which the whole notebook runs."""
        return self._start(self._settings(None))

    def of(self, question: Question) -> Session:
        """The session that a question's checks meet, in which as much has run as in the main one."""
        settings = self._settings(question)
        if settings == self._settings(None):
            return self.main
        if settings not in self._others:
            self._others[settings] = self._start(settings)
        self._others[settings].follow(self.main.ran)
        return self._others[settings]

    def right_parts(self, question: Question) -> RightParts:
        """The keeper of sessions with right parts for a question's checks."""
        settings = self._settings(question)
        if settings not in self._keepers:
            self._keepers[settings] = self._right_parts(partial(self._start, settings))
        return self._keepers[settings]

    def close(self) -> None:
        """End all benches."""
        for session in (self.main, *self._others.values()):
            session.drop()
        for keeper in self._keepers.values():
            keeper.close()
