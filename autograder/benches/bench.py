"""The bench: a process in a sandbox in which a student's cells run. The grader's only code in it is kernel and agent.

It is forked from a zygote (`forks`). Cells and their outputs go over one line, checks over another.
"""

import contextlib
import itertools
import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
from nbformat import NotebookNode

from autograder.assignment import Limits
from autograder.benches import sandbox
from autograder.benches.deadline import Deadline
from autograder.benches.forks import ForkedKernel, forked
from autograder.benches.keeper import MOST_SESSIONS
from autograder.benches.line import DONE, CellLine, LineBroken
from autograder.benches.outputs import CellOutputs, printable_text
from autograder.benches.zygote import AGENT_DESCRIPTOR
from autograder.checking.wire import Channel, WireError
from autograder.streams import coalesce, raised

GRACE_SECONDS = 5.0  # for a kernel to come back after an interrupt
START_SECONDS = 60.0
LONGEST_LINE = 10_000  # characters of a printed line that are kept: nobody reads more, and longer lines make pages slow
LONGEST_MESSAGE = 32_000_000  # bytes beyond what a cell may print that the kernel may send at once
_CELL_FILE = re.compile(r"\(\d+\.py, (line \d+)\)")  # a cell has a file name for ipykernel alone
_SIGNALS = {member.value for member in signal.Signals}
_CUT = "what this cell printed cut the connection to the Python process"


class BenchDied(Exception):
    """The student's process is gone or does not respond any more."""


@dataclass(frozen=True)
class BenchSettings:
    """How benches run: in a sandbox or not, with which modules imported, with which folders hidden, and without what.

    absent: dotted names that are not there (see `absent`). named: packages among them that may be imported, not used.
    """

    sandbox: bool = True
    preload: tuple[str, ...] = ()
    hidden: tuple[Path, ...] = ()
    absent: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Bench:
    """One kernel for one submission. `connection` is the examiner's end of the connection to its agent.

    `setup_code` runs silently before anything else: it installs the guard (`autograder.benches.guard`).
    """

    def __init__(self, limits: Limits, setup_code: str = "", settings: BenchSettings | None = None):
        self._limits = limits
        self._settings = settings or BenchSettings()
        self._folder: Path | None = None
        self._numbers = itertools.count(1)
        self._serving: str | None = None  # the request during which it answers the examiner
        self.log = _Log(limits.output_bytes)
        self.timed_out = False  # whether the last cell was stopped because it took too long
        ours, cells = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line = CellLine(ours, 2 * limits.output_bytes + LONGEST_MESSAGE)
        self.connection, agent = socket.socketpair()
        try:
            with cells, agent:
                self._kernel = self._fork(agent, cells)
            connect = _AGENT.format(descriptor=AGENT_DESCRIPTOR, body=limits.message_bytes)
            if not self._finished(self._send(f"{connect}\n{setup_code}", silent=True), START_SECONDS):
                raise BenchDied("the Python process does not answer")
        except BaseException:
            self.close()
            raise

    @cached_property
    def pid(self) -> int:
        """The pid of the kernel, the first process that its keeper started. Raises `BenchDied`."""
        try:
            return min(psutil.Process(self._kernel.pid).children(), key=lambda process: process.create_time()).pid
        except (psutil.Error, ValueError):
            raise BenchDied("the Python process is gone") from None

    def _pid_if_known(self) -> int | None:
        try:
            return self.pid
        except BenchDied:
            return None

    # --- what runs in it ---

    def run(self, cell: NotebookNode, seconds: float | None = None) -> str | None:
        """Run a code cell and store its outputs in it. The bench must not be serving.

        `seconds`: a limit below the usual one of a cell. Returns None if the cell succeeded, else a sentence about what
        happened. Raises `BenchDied` if the kernel did not survive; the outputs then say so.
        """
        outputs = CellOutputs(cell, self._limits.output_bytes)
        limit = min(self._limits.cell_seconds, seconds or self._limits.cell_seconds)
        try:
            self.timed_out = False
            request = self._send(cell.source)
            if not self._finished(request, limit, outputs.take):
                self.timed_out = True
                self.interrupt()
                came_back = self._finished(request, GRACE_SECONDS, outputs.take)
        except BenchDied as cut:
            ending = self.ending()
            why = str(cut) if ending is None else f"the Python process died in this cell: {ending}"
            _add_error(cell, "Crashed", why)
            raise BenchDied(why) from None
        finally:
            cell.outputs = coalesce(cell.outputs, LONGEST_LINE)
        if self.timed_out:
            late = f"this cell ran for more than {self._limits.cell_seconds:g} seconds and was stopped"
            _add_error(cell, "TimedOut", late)
            if not came_back:
                raise BenchDied(late)
            return late
        errors = [output for output in cell.outputs if output.output_type == "error"]
        return _CELL_FILE.sub(r"(\1)", f"{errors[-1].ename}: {errors[-1].evalue}")[:300] if errors else None

    def ending(self) -> str | None:
        """Why the kernel has ended, as the end of a sentence; None if it has not."""
        if not self._kernel.ended_within(GRACE_SECONDS):
            return None
        match (self._kernel.reason() or "").split():
            case ["memory"]:
                return f"it used more than {self._limits.memory_bytes // 1_000_000:,} MB of memory"
            case ["sessions"]:
                return f"it started processes in more than {MOST_SESSIONS} sessions"
            case ["ended", status] if (number := -int(status)) > 0:
                return f"it was ended by {signal.Signals(number).name if number in _SIGNALS else f'signal {number}'}"
            case ["ended", status]:
                return f"it ended itself with status {status}"
        return "it was killed"

    def serve(self) -> None:
        """Let the bench answer the examiner, check after check, until `stop_serving`."""
        if self._serving is None:
            self._serving = self._send(_SERVE, silent=True, hold=True)

    def stop_serving(self) -> None:
        """Make the bench ready for cells again. The examiner's last check must have ended.

        Raises `BenchDied` if the bench does not respond.
        """
        if self._serving is None:
            return
        request, self._serving = self._serving, None
        channel = Channel(self.connection, 0)
        channel.deadline = Deadline(GRACE_SECONDS)
        with contextlib.suppress(WireError):  # if this fails, the bench does not finish, which is noticed below
            channel.send({"op": "leave"})
        if not self._finished(request, 0.5):
            self.interrupt()
            if not self._finished(request, GRACE_SECONDS):
                raise BenchDied("the Python process did not stop when it was asked to")

    def interrupt(self) -> None:
        """Interrupt the kernel, as Ctrl-C does."""
        self._kernel.interrupt()

    def close(self) -> None:
        """End the kernel and everything that it started, and remove the folder."""
        self.connection.close()
        self._line.close()
        if hasattr(self, "_kernel"):
            self._kernel.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    # --- the kernel ---

    def _fork(self, agent: socket.socket, cells: socket.socket) -> ForkedKernel:
        limits = self._limits
        home, settings = sandbox.HOME, None
        if self._settings.sandbox:
            settings = {
                "readable": sandbox.readable_paths(),
                "hidden": [str(path.resolve()) for path in self._settings.hidden],
                "disk_bytes": limits.disk_bytes,
                "memory_bytes": limits.memory_bytes,
                "processes": limits.processes,
                "open_files": limits.open_files,
                "cpu_seconds": int(limits.notebook_seconds) + 1,
            }
        else:
            self._folder = Path(tempfile.mkdtemp(prefix="bench-"))
            home = str(self._folder / "work")
            os.mkdir(home)
        return forked(
            lambda zygote: zygote.fork_kernel(
                agent,
                cells,
                preload=self._settings.preload,
                home=home,
                sandbox=settings,
                memory_bytes=limits.memory_bytes,
                hold_bytes=limits.output_bytes,
                absent=self._settings.absent,
                named=self._settings.named,
            )
        )

    def _send(self, code: str, *, silent: bool = False, hold: bool = False) -> str:
        """Have the kernel run code, and return the request's number. Raises `BenchDied`."""
        number = str(next(self._numbers))
        try:
            self._line.send({"number": number, "code": code, "silent": silent, "hold": hold}, GRACE_SECONDS)
        except LineBroken:
            raise BenchDied("the Python process does not answer") from None
        return number

    def _finished(
        self, request: str, seconds: float, take: Callable[[str, dict[str, Any]], None] | None = None
    ) -> bool:
        """Wait for a request's end; returns whether it ended in time. `take` gets its messages, if not the log.

        Raises `BenchDied`.
        """
        deadline = Deadline(seconds, self._pid_if_known())
        try:
            while (message := self._line.receive(deadline)) is not None:
                if message.get("number") == request:
                    if message["type"] == DONE:
                        return True
                    (take or self.log.take)(message["type"], message["content"])
        except LineBroken:
            raise BenchDied(_CUT) from None
        return False


def _add_error(cell: NotebookNode, name: str, text: str) -> None:
    cell.outputs.append(raised(name, text, [f"{name}: {text}"]))


class _Log:
    """What the bench printed while checks ran, up to a limit, for the instructor."""

    def __init__(self, limit: int):
        self._limit = limit
        self.text = ""

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Store the text of a message."""
        if kind == "stream" and len(self.text) < self._limit:
            self.text += printable_text(content.get("text"))[: self._limit - len(self.text)]


# Neither uses a name of the notebook, which a student could delete.
_AGENT = "__import__('autograder.benches.agent').benches.agent.connect({descriptor}, globals(), {body})"
_SERVE = "__import__('autograder.benches.agent').benches.agent.connected().serve()"
