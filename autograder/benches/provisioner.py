"""Kernels from the zygote, through jupyter_client's own extension point: a kernel provisioner.

`Zygote` is the grader's side of `autograder.benches.zygote`: started once for what is to be imported, it forks kernels.
`WarmProvisioner` gives them to whatever uses jupyter_client (nbclient, nbgrader, nbval) by a kernel's name.
"""

import asyncio
import atexit
import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import List, Unicode

from autograder.benches import keeper
from autograder.benches.zygote import MESSAGE_BYTES, connection

START_SECONDS = 60.0
END_SECONDS = 10.0
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "LD_LIBRARY_PATH")  # all else of our environment is ours
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class ZygoteError(Exception):
    """A kernel could not be forked; the message says why, or which step the system refused."""


class ForkedKernel:
    """One kernel that the zygote forked. Its keeper ends, and everything with it, when this is closed."""

    def __init__(self, line: socket.socket):
        self._line = line
        self.ended: str | None = None
        self._keeper: int | None = None
        self._run = -1
        try:
            self.pid = self._told("pid")[0]
            self._keeper = os.pidfd_open(self.pid)
            _, (self._run,) = self._told("run")
        except BaseException:
            self.close()
            raise
        self._line.setblocking(False)

    @property
    def sockets(self) -> str:
        """The folder of the kernel's sockets, as this process can reach it from outside the sandbox."""
        return f"/proc/self/fd/{self._run}"

    def reason(self) -> str | None:
        """Why the kernel has ended (`"ended STATUS"`, `"memory"`); None while it runs."""
        if self.ended is None:
            try:
                self.ended = self._line.recv(MESSAGE_BYTES).decode() or "killed"
            except BlockingIOError:
                return None
            except OSError:
                self.ended = "killed"
        return self.ended

    def interrupt(self) -> None:
        """What Ctrl-C asks for, of the kernel alone."""
        with contextlib.suppress(OSError):
            self._line.send(keeper.INTERRUPT)

    def kill(self) -> None:
        """End the keeper, and so all that was started; returns when nothing of it is left."""
        self.reason()
        self.ended = self.ended or "killed"
        self._line.close()  # the keeper's word to end
        if self._keeper is not None:
            if not _ended_within(END_SECONDS, self._keeper):
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._keeper, signal.SIGKILL)
                _ended_within(END_SECONDS, self._keeper)
            os.close(self._keeper)
            self._keeper = None

    def close(self) -> None:
        """Kill it, and let go of its folder. Sockets that were reached through that must be closed by then."""
        self.kill()
        if self._run >= 0:
            os.close(self._run)
            self._run = -1

    def _told(self, key: str) -> tuple[Any, list[int]]:
        """What the starting bench says next; raises `ZygoteError` with its own words where it is a fault."""
        self._line.settimeout(START_SECONDS)
        try:
            message, descriptors, *_ = socket.recv_fds(self._line, MESSAGE_BYTES, 1)
        except TimeoutError:
            raise ZygoteError(f"A kernel did not start within {START_SECONDS:g} seconds") from None
        said = json.loads(message) if message else {"fault": "it ended before it began"}
        if "fault" in said:
            raise ZygoteError(str(said["fault"]))
        return said[key], descriptors


class Zygote:
    """Starts the process that forks kernels, with the modules `preload` imported.

    Raises `ZygoteError` where a module is missing, or where importing started threads: its forks would hang.
    """

    def __init__(self, preload: Sequence[str] = ()):
        self._folder = Path(tempfile.mkdtemp(prefix="zygote-"))
        self.root = self._folder / "root"
        self.root.mkdir()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.benches.zygote", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=_environment(str(self._folder)) | _of_a_zygote(self._folder),
            start_new_session=True,
        )
        theirs.close()
        atexit.register(self.close)
        try:
            self._prepare(list(preload))
        except BaseException:
            self.close()
            raise

    def _prepare(self, preload: list[str]) -> None:
        self._control.send(json.dumps({"preload": preload}).encode())
        answer = self._control.recv(MESSAGE_BYTES)
        said = json.loads(answer) if answer else {"missing": ["the zygote: it ended while it imported"], "threads": 1}
        if said["missing"]:
            raise ZygoteError(f"The zygote cannot import {said['missing'][0]}; run `autograder doctor`")
        if said["threads"] != 1:
            raise ZygoteError(
                f"Importing {', '.join(preload) or 'nothing'} started {said['threads'] - 1} threads, and what is forked"
                " from such a process hangs; take the module that does it out of `preload`"
            )

    def fork(
        self, agent: socket.socket, *, home: str, run: str, walls: dict[str, Any] | None, memory_bytes: int, **more: Any
    ) -> tuple[ForkedKernel, KernelConnectionInfo]:
        """Fork a kernel that has `agent` as descriptor 3; returns it and where to reach it.

        home, run: its working folder and that of its sockets, as it sees them. walls: fields of `sandbox.Walls` but
        `root`, or None. more: `environment` (beside what every bench gets), `arguments` (of ipykernel).
        """
        key = secrets.token_hex(32)
        request = {
            "home": home,
            "run": run,
            "key": key,
            "walls": walls | {"root": str(self.root)} if walls else None,
            "memory_bytes": memory_bytes,
            "environment": _environment(home) | more.get("environment", {}),
            "arguments": ["--HistoryManager.enabled=False", *more.get("arguments", ())],
        }
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno(), agent.fileno()])
            except OSError:
                ours.close()
                raise ZygoteError("The zygote is gone") from None
        kernel = ForkedKernel(ours)
        info = connection(kernel.sockets, key)
        return kernel, info | {"key": key.encode()}

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        atexit.unregister(self.close)
        self._control.close()
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_zygotes: dict[tuple[str, ...], Zygote] = {}


def zygote_for(preload: Sequence[str] = ()) -> Zygote:
    """This process's zygote with `preload` imported: started when it is first asked for, or when it has died."""
    key = tuple(preload)
    if key in _zygotes and not _zygotes[key].alive:
        _zygotes.pop(key).close()
    if key not in _zygotes:
        _zygotes[key] = Zygote(key)
    return _zygotes[key]


class WarmProvisioner(KernelProvisionerBase):
    """A kernel forked from the zygote, for everything that uses jupyter_client.

    The grader gives `start_kernel` a `fork` of its own, which makes the kernel. By name, without it, a kernel works in
    the folder it is started in, with no sandbox: as an ordinary kernel does, but for the time it takes to start.
    """

    preload = List(Unicode(), help="Modules that are imported before a kernel is asked for.").tag(config=True)

    _kernel: ForkedKernel | None = None
    _folder: tempfile.TemporaryDirectory | None = None

    @property
    def has_process(self) -> bool:
        return self._kernel is not None

    @property
    def kernel(self) -> ForkedKernel:
        """The kernel that was launched."""
        assert self._kernel is not None
        return self._kernel

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if fork := kwargs.get("fork"):
            self._kernel, info = fork()
        else:
            self._kernel, info = self._ordinary(os.path.abspath(kwargs.get("cwd") or "."), kwargs["env"])
        return info

    def _ordinary(self, folder: str, environment: dict[str, str]) -> tuple[ForkedKernel, KernelConnectionInfo]:
        self._folder = tempfile.TemporaryDirectory(prefix="kernel-")
        ours, theirs = socket.socketpair()
        with ours, theirs:  # nobody examines this kernel: its agent has nobody to listen to
            return zygote_for(self.preload).fork(
                theirs, home=folder, run=self._folder.name, walls=None, memory_bytes=1 << 62, environment=environment
            )

    async def poll(self) -> int | None:
        if self._kernel is None:
            return 0
        reason = self._kernel.reason()
        return None if reason is None else _status(reason)

    async def wait(self) -> int | None:
        while (status := await self.poll()) is None:
            await asyncio.sleep(0.01)
        return status

    async def send_signal(self, signum: int) -> None:
        if self._kernel is not None and signum == signal.SIGINT:
            self._kernel.interrupt()
        elif self._kernel is not None and signum in (signal.SIGTERM, signal.SIGKILL):
            self._kernel.kill()

    async def kill(self, restart: bool = False) -> None:
        if self._kernel is not None:
            self._kernel.kill()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _ended_within(seconds: float, process: int) -> bool:
    """Wait for the end of the process of a pidfd. (`select` would refuse a descriptor beyond 1023.)"""
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def _status(reason: str) -> int:
    word, _, status = reason.partition(" ")
    return int(status) if word == "ended" else -signal.SIGKILL


def _environment(home: str) -> dict[str, str]:
    """What a student's process may know: nothing of the grader's own environment but where programs are."""
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
        "CUDA_VISIBLE_DEVICES": "",
        "TORCH_COMPILE_DISABLE": "1",
        **dict.fromkeys(_ONE_THREAD, "1"),
    }


def _of_a_zygote(folder: Path) -> dict[str, str]:
    """What a zygote's environment has beside a bench's: our own code, wherever it is, and matplotlib's list of fonts.

    Making that list anew costs a second.
    """
    import matplotlib

    place = folder / "matplotlib"
    place.mkdir()
    for fonts in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        shutil.copy(fonts, place)
    path = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    return path | {"MPLCONFIGDIR": str(place)}
