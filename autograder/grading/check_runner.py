"""Runs the checks of one submission in its notebook's examiner, and replaces examiner and bench after a fault."""

import time
from collections.abc import Callable, Collection, Mapping

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied
from autograder.checking.examination import ExaminerError, NoExaminer, Verdict
from autograder.checking.examiner import Examiner
from autograder.grading.session import OutOfTime, Session
from autograder.results import State


class CheckRunner:
    """Runs checks of one submission, each against the bench of the session that it is given.

    Parameters
    ----------
    examiner
        Returns the notebook's examiner, and starts it if there is none.
    discard_examiner
        Ends the notebook's examiner, so that `examiner` starts a new one.
    limits
        The assignment's limits.
    seed
        The seed of the checks' inputs.
    code
        The student's code, which the checks may read.
    files
        By name, what was handed in besides notebooks.
    """

    def __init__(
        self,
        examiner: Callable[[], Examiner],
        discard_examiner: Callable[[], None],
        *,
        limits: Limits,
        seed: int,
        code: str,
        files: Mapping[str, bytes],
    ):
        self._examiner, self._end_examiner = examiner, discard_examiner
        self._limits, self._seed, self._code, self._files = limits, seed, code, files
        self._connected: Bench | None = None  # the bench that the examiner is connected to

    def run(self, name: str, session: Session, suspects: Collection[str] | None = ()) -> Verdict:
        """Run the check with the grade_id `name`. If bench or examiner fails, replace both and try once more.

        suspects: the known mistakes to compare with if it fails (see `Examiner.check`).

        Raises `BenchDied` or `ExaminerError` if the second try fails as well, and `NoExaminer` at once: no check of
        this notebook can be run then.
        """
        try:
            return self._try(name, session, suspects)
        except NoExaminer:
            raise
        except (BenchDied, ExaminerError):
            return self._try(name, session, suspects)

    def _try(self, name: str, session: Session, suspects: Collection[str] | None) -> Verdict:
        try:
            return self._run_once(name, session, suspects)
        except OutOfTime as late:
            text = f"Not checked: {late}. A person will look at it."
            return Verdict(State.ERROR, 0.0, text, str(late), limit_reached=True)
        except (BenchDied, ExaminerError):
            self._discard_examiner()
            session.drop()
            raise

    def _run_once(self, name: str, session: Session, suspects: Collection[str] | None) -> Verdict:
        if late := session.time.used_up:
            raise OutOfTime(late)
        bench = session.bench()
        self._connect(bench)
        bench.serve()
        started = time.monotonic()
        refused = session.fatal if session.time.scarce else ()
        verdict = self._examiner().check(name, self._seed, self._limits.check_seconds, refused, suspects)
        if verdict.state in (State.CRASHED, State.TIMED_OUT):
            session.time.lose(started)
            session.fatal |= {verdict.culprit} - {None}
        if verdict.state is State.CRASHED and (ending := bench.ending()):
            verdict.message = f"{verdict.message.removesuffix('.')}: {ending}."
        if verdict.replace_examiner:
            self._discard_examiner()
        if verdict.replace_bench or verdict.replace_examiner:
            session.drop()
        elif verdict.state is State.TIMED_OUT:  # the student's code may still run
            session.stop_serving()
        return verdict

    def _connect(self, bench: Bench) -> None:
        """Connect the examiner to this bench, unless it is already."""
        if self._connected is bench:
            return
        about = (bench.connection, self._code, bench.pid, self._files)
        try:
            self._examiner().connect(*about)
        except ExaminerError:  # it has died since the last check
            self._discard_examiner()
            self._examiner().connect(*about)
        self._connected = bench

    def _discard_examiner(self) -> None:
        self._end_examiner()
        self._connected = None
