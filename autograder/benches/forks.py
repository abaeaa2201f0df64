"""The grader's side of the zygote: has it fork kernels, examiners and workers, and ends them.

A process has one zygote, `zygote()`. A worker uses the coordinator's zygote, through an inherited file descriptor.
"""

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import site
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import psutil

import autograder
from autograder.benches import keeper, line
from autograder.benches.zygote import MESSAGE_BYTES, WORKER

_Forked = TypeVar("_Forked")

START_SECONDS = 120.0  # for the first fork of a kind, which may import a framework on a busy machine
END_SECONDS = 10.0
_PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "SSL_CERT_FILE",
    "LD_LIBRARY_PATH",
)  # nothing else of the grader's environment
# One compute thread per submission, in its bench and in its examiner.
_ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    ),
    "1",
)


class ZygoteError(Exception):
    """A process could not be forked; the message says why or which step the system refused."""


class ProcessGone(ZygoteError):
    """The zygote has died, or the forked process died before it started its work."""


class Fork:
    """A process that a zygote forked. It sends its pid over `connection`, and is killed by `close`."""

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._process: int | None = None
        try:
            self.pid = self._told("pid")
            self._process = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self.close()
            raise ProcessGone("it ended before it began") from None
        except BaseException:
            self.close()
            raise

    def ended_within(self, seconds: float) -> bool:
        """Wait up to `seconds` for its end; returns whether it has ended."""
        return self._process is None or _ended_within(seconds, self._process)

    def close(self) -> None:
        """Kill it and wait until it has ended."""
        self._connection.close()
        self._end(patience=0.0)

    def _end(self, patience: float) -> None:
        """Wait `patience` seconds for its end, then kill it."""
        if self._process is None:
            return
        if not self.ended_within(patience):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            self.ended_within(END_SECONDS)
        os.close(self._process)
        self._process = None

    def _told(self, key: str) -> Any:
        """The value of `key` in the next message. Raises `ZygoteError` if it reports a fault."""
        self._connection.settimeout(START_SECONDS)
        try:
            message = self._connection.recv(MESSAGE_BYTES)
        except TimeoutError:
            raise ZygoteError(f"it did not start within {START_SECONDS:g} seconds") from None
        except ConnectionError:  # it ended with something unread
            message = b""
        if not message:
            raise ProcessGone("it ended before it began")
        said = json.loads(message)
        if "fault" in said:
            raise ZygoteError(str(said["fault"]))
        return said[key]


class ForkedKernel(Fork):
    """One kernel and its keeper. Killing or closing it ends the keeper, and with it everything in the bench."""

    def __init__(self, connection: socket.socket):
        self.ended: str | None = None
        super().__init__(connection)
        try:
            self._told("entered")
        except BaseException:
            self.close()
            raise
        self._connection.setblocking(False)

    def reason(self) -> str | None:
        """Why the kernel has ended (`"ended STATUS"`, `"memory"`, `"sessions"`); None while it runs."""
        if self.ended is None:
            try:
                self.ended = self._connection.recv(MESSAGE_BYTES).decode() or "killed"
            except BlockingIOError:
                return None
            except OSError:
                self.ended = "killed"
        return self.ended

    def interrupt(self) -> None:
        """Interrupt the kernel only, as Ctrl-C does."""
        with contextlib.suppress(OSError):
            self._connection.send(keeper.INTERRUPT)

    def kill(self) -> None:
        """End the keeper, and with it everything in the bench; returns when nothing of it is left."""
        self.reason()
        self.ended = self.ended or "killed"
        self._connection.close()  # tells the keeper to end
        self._end(patience=END_SECONDS)

    def close(self) -> None:
        """Kill it."""
        self.kill()


class Zygote:
    """The process that forks: a new one, or another process's, at the other end of the socket `inherited`.

    It makes a separate zygote for each set of modules to `preload` when that is first needed, so that a notebook
    without PyTorch neither waits for its import nor holds its memory; and for each set of names that are `absent`.
    """

    def __init__(self, inherited: socket.socket | None = None):
        self._process: subprocess.Popen[bytes] | None = None
        if inherited:
            self._control = inherited
            return
        self._folder = folder = tempfile.mkdtemp(prefix="zygote-")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.benches.zygote", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder) | _of_a_zygote(Path(folder)),
                start_new_session=True,
            )
        atexit.register(self.close)

    def fork_kernel(
        self,
        agent: socket.socket,
        cells: socket.socket,
        *,
        preload: Sequence[str],
        home: str,
        sandbox: dict[str, Any] | None,
        memory_bytes: int,
        hold_bytes: int,
        absent: Sequence[str] = (),
        named: Sequence[str] = (),
    ) -> ForkedKernel:
        """Fork a kernel with a keeper.

        Parameters
        ----------
        agent, cells
            The kernel's ends of the connections to the examiner and to the grader; they become its descriptors 3 and 4.
        preload
            Modules that the kernel has imported.
        home
            The kernel's working folder, as it sees it.
        sandbox
            The fields of `sandbox.SandboxSettings` except `root`; None for no sandbox.
        memory_bytes
            Memory that all of the bench's processes together may use, beyond what they share with the zygote.

        hold_bytes
            Of what is printed while checks run, as much as the kernel keeps.
        absent, named
            What the kernel is built without, and which of these packages can be named; see `absent`.

        Raises
        ------
        ZygoteError
            The kernel could not be forked.
        """
        connection = self._ask(
            [agent.fileno(), cells.fileno()],
            become="kernel",
            preload=preload,
            home=home,
            sandbox=sandbox,
            memory_bytes=memory_bytes,
            hold_bytes=hold_bytes,
            absent=absent,
            named=named,
            environment=_environment(home),
        )
        return ForkedKernel(connection)

    def fork_examiner(self, control: socket.socket, errors: int, *, preload: Sequence[str], folder: str) -> Fork:
        """Fork an examiner that obeys `control`, prints to the file `errors` and has its files in `folder`."""
        about = _trusted_process(folder)
        return Fork(self._ask([errors, control.fileno()], become="examiner", preload=preload, **about))

    def fork_worker(self, coordinator: int, lifeline: int, errors: int, *, folder: str) -> Fork:
        """Fork a worker that gets its tasks over `coordinator`, forks from this zygote and has its files in `folder`.

        It ends when nobody holds the other end of the pipe `lifeline` any more, and prints to the file `errors`.
        """
        descriptors = [errors, coordinator, lifeline, self._control.fileno()]
        return Fork(self._ask(descriptors, become="worker", preload=[WORKER], **_trusted_process(folder)))

    def _ask(
        self, descriptors: list[int], *, become: str, preload: Sequence[str], absent: Sequence[str] = (), **about: Any
    ) -> socket.socket:
        """Send a request; returns the caller's end of the connection to the new process.

        `about` holds everything else the new process needs. It goes over that connection, not through the zygote:
        every bench forked later would find in its memory whatever the zygote had read.
        """
        request = json.dumps({"become": become, "preload": list(preload), "absent": list(absent)}).encode()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                socket.send_fds(self._control, [request], [theirs.fileno(), *descriptors])
        except OSError:
            ours.close()
            raise ProcessGone("the zygote is gone") from None
        _tell(ours, json.dumps(about).encode())
        return ours

    def forks(self) -> set[psutil.Process]:
        """All living processes that it forked and their descendants; empty if the zygote was inherited."""
        if not self._process:
            return set()
        family = psutil.Process(self._process.pid).children(recursive=True)
        return {process for process in family if _name(process) not in (None, "zygote")}

    @property
    def alive(self) -> bool:
        hung_up = select.poll()
        hung_up.register(self._control, 0)
        return not hung_up.poll(0)

    def close(self) -> None:
        """End it. Its forks end by themselves, when their own connections close."""
        atexit.unregister(self.close)
        self._control.close()  # when its last copy is closed, the zygote ends and removes its folder
        if self._process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
            self._process.kill()
            self._process.wait()
            shutil.rmtree(self._folder, ignore_errors=True)


_zygote: Zygote | None = None


def zygote() -> Zygote:
    """This process's zygote: started on first use, and again if it has died."""
    global _zygote
    if _zygote and not _zygote.alive:
        _zygote.close()
        _zygote = None
    _zygote = _zygote or Zygote()
    return _zygote


def forked(fork: Callable[[Zygote], _Forked]) -> _Forked:
    """Call `fork` with this process's zygote; if that dies meanwhile, try once more with a new one."""
    with contextlib.suppress(ProcessGone):
        return fork(zygote())
    return fork(zygote())


def inherit(descriptor: int) -> None:
    """Use another process's zygote from now on, as long as it lives."""
    global _zygote
    _zygote = Zygote(socket.socket(fileno=descriptor))


def _tell(connection: socket.socket, data: bytes) -> None:
    """Send a new process its first message. If the process has already ended, `Fork` finds out from the connection."""
    connection.settimeout(START_SECONDS)
    with contextlib.suppress(OSError):
        line.send(connection, data)


def _ended_within(seconds: float, process: int) -> bool:
    """Wait for the end of the process of a pidfd. (`select` would refuse a descriptor beyond 1023.)"""
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def _environment(home: str) -> dict[str, str]:
    """A student process's environment: of the grader's own, only paths, language and time zone."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
        "HOME": home,
        "USER": "student",
        "LOGNAME": "student",
        "TMPDIR": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",  # as in a notebook outside, see coursekit/__init__.py
        "CUDA_VISIBLE_DEVICES": "",
        "TORCH_COMPILE_DISABLE": "1",
        **dict.fromkeys(_ONE_THREAD, "1"),
    }


def _name(process: psutil.Process) -> str | None:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.name()
    return None


def _trusted_process(folder: str) -> dict[str, Any]:
    """What a process without student code is told: the grader's environment, with temporary files in `folder`."""
    return {"folder": folder, "environment": {**os.environ, **_ONE_THREAD, "TMPDIR": folder}}


def python_path() -> str:
    """PYTHONPATH with the running code of `autograder` first, so that an installed copy is not used instead."""
    here = str(Path(autograder.__file__).resolve().parent.parent)
    own = [] if here in site.getsitepackages() else [here]
    return os.pathsep.join([*own, *filter(None, [os.environ.get("PYTHONPATH")])])


def _of_a_zygote(folder: Path) -> dict[str, str]:
    """What a zygote's environment has in addition to a bench's: the path of this code, and matplotlib's font list.

    Without the list, matplotlib would spend a second to make it.
    """
    import matplotlib

    place = folder / "matplotlib"
    place.mkdir()
    for fonts in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(fonts, place)
    return {"PYTHONPATH": python_path(), "MPLCONFIGDIR": str(place)}
