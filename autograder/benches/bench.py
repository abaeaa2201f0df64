"""The bench: an ordinary Jupyter kernel in which a student's cells run. The grader's only code in it is the agent.

The kernel is forked from a zygote (`forks`) and runs in a sandbox (`sandbox`).
"""

import contextlib
import logging
import os
import shutil
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.assignment import Limits
from autograder.benches import sandbox
from autograder.benches.forks import ForkedKernel, forked
from autograder.benches.outputs import CellRunner, Overdue, PatientSession
from autograder.benches.provisioner import WarmProvisioner
from autograder.benches.zygote import AGENT_DESCRIPTOR
from autograder.checking.wire import Channel, WireError
from autograder.streams import coalesce

GRACE_SECONDS = 5.0  # for a kernel to come back after an interrupt
START_SECONDS = 60.0
_KERNEL = KernelSpec(display_name="bench", language="python")
# Reasons why a kernel does not start are raised; jupyter_client would also print their tracebacks.
_quiet = logging.getLogger("autograder.kernel")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False
WAITING_MESSAGES = 8  # of one channel that the grader buffers
LONGEST_LINE = 10_000  # characters of a printed line that are kept: nobody reads more, and longer lines make pages slow
LONGEST_MESSAGE = 32_000_000  # bytes beyond what a cell may print that the kernel may send at once


class BenchDied(Exception):
    """The student's process is gone or does not respond any more."""


@dataclass(frozen=True)
class BenchSettings:
    """How benches run: in a sandbox or not, with which modules imported, and with which folders hidden."""

    sandbox: bool = True
    preload: tuple[str, ...] = ()
    hidden: tuple[Path, ...] = ()


class Bench:
    """One kernel for one submission. `connection` is the examiner's end of the connection to its agent.

    `setup_code` runs silently before anything else: it installs the guard (`autograder.rules.guard`).
    """

    def __init__(self, limits: Limits, setup_code: str = "", settings: BenchSettings | None = None):
        self._limits = limits
        self._settings = settings or BenchSettings()
        self._folder = Path(tempfile.mkdtemp(prefix="bench-"))
        self.log = _Log(limits.output_bytes)
        self.connection, theirs = socket.socketpair()
        self._serving: str | None = None  # the request during which it answers the examiner
        try:
            self._start(theirs)
            agent = _AGENT.format(descriptor=AGENT_DESCRIPTOR, body=limits.message_bytes)
            self._silently(f"{agent}\n{setup_code}", START_SECONDS)
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()

    @property
    def pid(self) -> int:
        """The pid of the kernel, the first process that its keeper started. Raises `BenchDied`."""
        try:
            return min(psutil.Process(self._kernel.pid).children(), key=lambda process: process.create_time()).pid
        except (psutil.Error, ValueError):
            raise BenchDied("the Python process is gone") from None

    # --- what runs in it ---

    def run(self, cell: NotebookNode, seconds: float | None = None) -> str | None:
        """Run a code cell and store its outputs in it. The bench must not be serving.

        `seconds`: a limit below the usual one of a cell. Returns None if the cell succeeded, else a sentence about what
        happened. Raises `BenchDied` if the kernel did not survive; the outputs then say so.
        """
        self._client.begin()
        self._client.timeout = int(max(1, min(self._limits.cell_seconds, seconds or self._limits.cell_seconds)))
        self._session.deadline = time.monotonic() + self._limits.cell_seconds + 2 * GRACE_SECONDS
        try:
            self._client.execute_cell(cell, 0)
        except Overdue:
            raise BenchDied("the Python process would not stop sending messages") from None
        except DeadKernelError:
            died = "the Python process died in this cell"
            cell.outputs.append(new_output("error", ename="Crashed", evalue=died, traceback=[f"Crashed: {died}"]))
            raise BenchDied(died) from None
        except CellTimeoutError:  # the cell has ended, but not all of its output has arrived
            if not self._responds():
                raise BenchDied("what this cell printed cut the connection to the Python process") from None
        finally:
            self._session.deadline = None
            cell.outputs = coalesce(cell.outputs, LONGEST_LINE)
        if self._client.timed_out:
            late = f"this cell ran for more than {self._limits.cell_seconds:g} seconds and was stopped"
            cell.outputs.append(new_output("error", ename="TimedOut", evalue=late, traceback=[f"TimedOut: {late}"]))
            if not self._responds():
                raise BenchDied(late)
            return late
        errors = [output for output in cell.outputs if output.output_type == "error"]
        return f"{errors[-1].ename}: {errors[-1].evalue}"[:300] if errors else None

    @property
    def timed_out(self) -> bool:
        """Whether the last cell was stopped because it took too long."""
        return self._client.timed_out

    def serve(self) -> None:
        """Let the bench answer the examiner, check after check, until `stop_serving`."""
        if self._serving is None:
            self._serving = self._client.kc.execute(_call("serve()"), silent=True, store_history=False)

    def stop_serving(self) -> None:
        """Make the bench ready for cells again. The examiner's last check must have ended.

        Raises `BenchDied` if the bench does not respond.
        """
        if self._serving is None:
            return
        request, self._serving = self._serving, None
        channel = Channel(self.connection, 0)
        channel.deadline = time.monotonic() + GRACE_SECONDS
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
        if hasattr(self, "_client"):
            run_sync(self._stop)()
        shutil.rmtree(self._folder, ignore_errors=True)

    # --- the kernel ---

    def _start(self, theirs: socket.socket) -> None:
        manager = AsyncKernelManager(
            client_factory=_Client,
            connection_file=str(self._folder / "kernel.json"),
            session=PatientSession(),
            shutdown_wait_time=0,
            log=_quiet,
        )
        # This provisioner, not one that is registered with Jupyter.
        provisioner = manager.provisioner = WarmProvisioner(kernel_id="", kernel_spec=_KERNEL, parent=manager)
        # A message is read completely before it can be cut. One far over the limit breaks the connection instead.
        manager.context.setsockopt(zmq.MAXMSGSIZE, 2 * self._limits.output_bytes + LONGEST_MESSAGE)
        # Buffer few messages: some of the channels are never read.
        manager.context.setsockopt(zmq.RCVHWM, WAITING_MESSAGES)
        self._client = CellRunner(
            new_notebook(cells=[new_code_cell()]),
            km=manager,
            allow_errors=True,
            interrupt_on_timeout=True,
            error_on_timeout={"ename": "TimedOut", "evalue": "", "traceback": []},
            iopub_timeout=int(GRACE_SECONDS),
            raise_on_iopub_timeout=True,
            startup_timeout=int(START_SECONDS),
            record_timing=False,
        )
        self._client.output_bytes = self._limits.output_bytes
        self._client.start_new_kernel(fork=lambda: self._fork(theirs))
        self._kernel = provisioner.kernel
        self._client.start_new_kernel_client()
        self._session = self._client.kc.session

    def _fork(self, theirs: socket.socket) -> tuple[ForkedKernel, KernelConnectionInfo]:
        limits = self._limits
        home, run, settings = sandbox.HOME, sandbox.RUN, None
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
            home, run = (str(self._folder / name) for name in ("work", "run"))
            os.mkdir(home), os.mkdir(run)
        return forked(
            lambda zygote: zygote.fork_kernel(
                theirs,
                preload=self._settings.preload,
                home=home,
                run=run,
                sandbox=settings,
                memory_bytes=limits.memory_bytes,
            )
        )

    async def _stop(self) -> None:
        with contextlib.suppress(RuntimeError):
            await self._client.km.shutdown_kernel(now=True)
        self._client.kc.stop_channels() if self._client.kc else None

    def _silently(self, code: str, seconds: float = GRACE_SECONDS) -> None:
        request = self._client.kc.execute(code, silent=True, store_history=False, allow_stdin=False)
        if not self._finished(request, seconds):
            raise BenchDied("the Python process does not answer")

    def _responds(self) -> bool:
        request = self._client.kc.execute("", silent=True, store_history=False)
        return self._finished(request, GRACE_SECONDS)

    def _finished(self, request: str, seconds: float) -> bool:
        """Wait for a silent request; returns whether it ended in time. Its output goes to the log."""
        deadline = time.monotonic() + seconds
        idle = replied = False
        while not (idle and replied):
            if time.monotonic() > deadline or not run_sync(self._client.km.is_alive)():
                return False
            if (message := self._next("iopub")) is not None:
                idle |= self.log.take(message, request)
            if not replied and (message := self._next("shell")) is not None:
                replied = message["parent_header"].get("msg_id") == request
        return True

    def _next(self, channel: str) -> dict[str, Any] | None:
        try:
            return run_sync(getattr(self._client.kc, f"get_{channel}_msg"))(timeout=0.02)
        except Empty:
            return None


class _Client(AsyncKernelClient):
    """A client that takes over its manager's socket options, which jupyter_client's own does not."""

    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.sockopts.update(self.parent.context.sockopts)
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has answered on both channels; raises `RuntimeError` if it does not.

        jupyter_client's own method waits another 0.2 seconds for stray messages, which cannot be mistaken here.
        """
        deadline = time.monotonic() + (START_SECONDS if timeout is None else timeout)
        while time.monotonic() < deadline and await self.parent.is_alive():
            self.kernel_info()
            with contextlib.suppress(Empty):
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                return
        raise RuntimeError("the Python process does not answer")


class _Log:
    """What the bench printed while checks ran, up to a limit, for the instructor."""

    def __init__(self, limit: int):
        self._limit = limit
        self.text = ""

    def take(self, message: dict[str, Any], request: str) -> bool:
        """Store the text of `message`; returns whether it is the end of `request`."""
        content = message["content"]
        if message["msg_type"] == "stream" and len(self.text) < self._limit:
            self.text += str(content.get("text", ""))[: self._limit - len(self.text)]
        ours = message["parent_header"].get("msg_id") == request
        return ours and message["msg_type"] == "status" and content.get("execution_state") == "idle"


# `exit()` would stop the kernel a moment later, in the middle of whatever runs by then. Streams are flushed more often
# than every 0.2 seconds, ipykernel's default, because a fast loop prints more in that time than a message may hold.
_AGENT = """
__import__('autograder.benches.agent').benches.agent.connect({descriptor}, globals(), {body})
get_ipython().ask_exit = lambda: None
__import__('sys').stdout.flush_interval = __import__('sys').stderr.flush_interval = 0.02
"""


def _call(method: str) -> str:
    """Code that calls a method of the agent without using any name of the notebook, which a student could delete."""
    return f"__import__('autograder.benches.agent').benches.agent.connected().{method}"
