"""The grader's side of the examiner: starts the process in which checks run, and tells it what to do.

The process itself is `autograder.checking.examination`. One examiner serves many submissions, one after the other, and
is replaced after any fault. It gets the connection to each new bench as a file descriptor.
"""

import base64
import json
import socket
import tempfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from autograder.benches.deadline import Deadline
from autograder.benches.forks import Fork, ZygoteError, forked
from autograder.checking.examination import CONTROL_BYTES, ExaminerError, NoExaminer, Verdict
from autograder.checking.mistakes import LONGEST_SECONDS, Known
from autograder.checking.wire import Channel, WireError, WireTimeout
from autograder.results import State
from coursekit.checking.submitted import MOST_BYTES

START_SECONDS = 120.0
LONGEST_CODE = 1_000_000  # characters of a student's code that the examiner gets
GRACE_SECONDS = 10.0  # beyond a check's own time, for the examiner to say so


class Examiner:
    """Starts the examiner's process for one notebook and talks to it.

    Parameters
    ----------
    cells
        The source's code cells as `(role, grade_id, code)`, in order.
    mistakes
        The known mistakes.
    message_bytes
        The largest size of one call's arguments, or of its result.
    memory_bytes
        Memory that the process may use beyond what it has at its start.
    preload
        Modules that it has imported: the same as the notebook's benches.

    Raises
    ------
    NoExaminer
        Setup or the reference does not run.
    """

    def __init__(
        self,
        cells: list[tuple[str, str, str]],
        *,
        message_bytes: int,
        memory_bytes: int,
        preload: Sequence[str] = (),
        mistakes: Sequence[Known] = (),
    ):
        ours, theirs = socket.socketpair()
        self._control = Channel(ours, CONTROL_BYTES)
        self._socket = ours
        self._pids: tuple[int | None, ...] = ()  # the processes that work on a check
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the process)
        self._folder = tempfile.TemporaryDirectory(prefix="examiner-")
        with theirs:
            self._process = _forked(theirs, self._errors.fileno(), preload, self._folder.name)
        try:
            about = {"cells": cells, "mistakes": mistakes, "message_bytes": message_bytes, "memory_bytes": memory_bytes}
            self._ask(START_SECONDS, op="prepare", **about)
        except ExaminerError as fault:
            self.close()
            raise NoExaminer(str(fault)) from None
        except BaseException:
            self.close()
            raise

    def connect(
        self,
        connection: socket.socket,
        code: str = "",
        pid: int | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        """Give the examiner the connection to a bench, which checks use from now on.

        `code`: all code that the student wrote; messages may quote it. `pid`: the bench's process, whose processor time
        is measured. `files`: what the student handed in besides notebooks, by name; of each, the examiner gets no more
        than shows that it is too large.
        """
        cut = {name: base64.b64encode(data[: MOST_BYTES + 1]).decode() for name, data in (files or {}).items()}
        self._pids = (pid, self._process.pid)
        self._send(op="connect", code=code[:LONGEST_CODE], pid=pid, files=cut)
        socket.send_fds(self._socket, [b"."], [connection.fileno()])
        self._receive(GRACE_SECONDS)

    def check(
        self,
        grade_id: str,
        seed: int,
        seconds: float,
        refused: Collection[str] = (),
        suspects: Collection[str] | None = (),
    ) -> Verdict:
        """Run one check on the bench that was connected last, which must be serving.

        refused: the student's functions and classes not to be called; a check that needs one counts as not run.
        suspects: names of the known mistakes to compare with if it fails; None for all that lose this check.
        """
        about: dict[str, Any] = {"grade_id": grade_id, "seed": seed, "seconds": seconds, "refused": sorted(refused)}
        about["suspects"] = None if suspects is None else sorted(suspects)
        answer = self._ask(seconds + GRACE_SECONDS + LONGEST_SECONDS, op="check", **about)
        return Verdict(**{**answer, "state": State(answer["state"])})

    def close(self) -> None:
        self._control.close()
        self._process.close()
        self._errors.close()
        self._folder.cleanup()

    def _ask(self, wait_seconds: float, /, **message: Any) -> dict[str, Any]:
        self._send(**message)
        return self._receive(wait_seconds)

    def _send(self, **message: Any) -> None:
        self._control.deadline = None
        try:
            self._control.send({}, [json.dumps(message).encode()])
        except WireError as fault:
            raise ExaminerError(f"the examiner is gone: {self._last_words() or fault}") from None

    def _receive(self, seconds: float) -> dict[str, Any]:
        self._control.deadline = Deadline(seconds, *self._pids)
        try:
            answer, _ = self._control.receive()
        except WireTimeout:
            raise ExaminerError("the examiner did not finish in time") from None
        except WireError as fault:
            raise ExaminerError(f"the examiner is gone: {self._last_words() or fault}") from None
        if "fault" in answer:
            raise ExaminerError(answer["fault"])
        return answer

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read()[-2000:].decode(errors="replace").strip()


def _forked(control: socket.socket, errors: int, preload: Sequence[str], folder: str) -> Fork:
    """Fork an examiner's process. Raises `NoExaminer`."""
    try:
        return forked(lambda zygote: zygote.fork_examiner(control, errors, preload=preload, folder=folder))
    except ZygoteError as fault:
        raise NoExaminer(f"the examiner does not start: {fault}") from None
