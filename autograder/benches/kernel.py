"""A bench's kernel: ipykernel's own, without its sockets and threads. One line to the grader carries cells and outputs.

The zygote makes the kernel with `prepare`, before it forks: that takes 50 ms. What a student's code sees is what it
sees in any Jupyter: magics, displays, `await`, comms (which lead nowhere), no `input`.
"""

import asyncio
import codecs
import contextlib
import functools
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import ipykernel
from ipykernel import ipkernel
from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.kernelapp import IPKernelApp
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from traitlets.config import Config

from autograder.benches import cell_names
from autograder.benches.line import DONE, PACKET_BYTES, LineBroken, Packets, packets

_TEXT = PACKET_BYTES // 8  # characters of a stream that fit in one packet, however they are escaped
_FLUSH_SECONDS = 0.02  # between two messages of a stream, while a cell prints
_DRAIN_SECONDS = 1.0  # at the end of a cell, for what programs have printed


def prepare() -> None:
    """Make this process's kernel, for its forks."""
    cell_names.use()
    application = _Application.instance(
        config=Config(HistoryManager={"enabled": False}, Kernel={"_execute_sleep": 0.0})
    )
    with _no_module_listed():
        application.initialize([])


def forget() -> None:
    """Drop the kernel in a fork that is none: what runs there is in no notebook."""
    if _Application.initialized():
        application = _Application.instance()
        for single in (application.kernel.shell, application.kernel, application):
            single.clear_instance()


def run(line: int, hold_bytes: int) -> NoReturn:
    """Run the cells that come over the socket `line`, until it is closed.

    hold_bytes: of what is printed during a request that holds its messages back, as much as is sent at its end.
    """
    _Application.instance().run(_Line(socket.socket(fileno=line), hold_bytes))
    os._exit(0)


class _Line:
    """The kernel's end of the line. Messages of another time than a request's are dropped."""

    def __init__(self, sock: socket.socket, hold_bytes: int):
        self.sock = sock
        self._hold_bytes = hold_bytes
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._held: list[dict[str, Any]] | None = None
        self._held_bytes = 0
        self._open = False

    @contextlib.contextmanager
    def request(self, *, hold: bool) -> Iterator[None]:
        """The time of one request. With `hold`, messages are kept back until its end, those that fit."""
        self._held, self._held_bytes, self._open = [] if hold else None, 0, True
        try:
            yield
        finally:
            held, self._held = self._held or [], None
            for message in held:
                self.send(message)
            self._open = False

    def send(self, message: dict[str, Any]) -> None:
        """Send a message, or keep it."""
        if self._open and self._held is None:
            self.send_now(message)
        elif self._open:
            self._held_bytes += len(str(message["content"]))
            if self._held_bytes <= self._hold_bytes:
                self._held.append(message)

    def send_now(self, message: dict[str, Any]) -> None:
        """Send a message, whatever the time. A fork of the kernel can only send short ones."""
        parts = list(packets(json.dumps(message, default=str).encode()))
        if os.getpid() == self._process:
            with self._lock:
                for packet in parts:
                    self.sock.send(packet)
        elif len(parts) == 1:  # else it could get mixed with one of the kernel's; and the lock may be held for ever
            self.sock.send(parts[0])


class _Session(Session):
    """Jupyter's session, whose messages go over the line."""

    line: _Line | None = None

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> dict[str, Any]:
        whole = isinstance(msg_or_type, dict)
        message = msg_or_type if whole else self.msg(msg_or_type, content, parent, header, metadata)
        if self.line is not None:
            number = message["parent_header"].get("msg_id")
            self.line.send({"number": number, "type": message["msg_type"], "content": message["content"]})
        return message


class _NoThread(IOPubThread):
    """Stands for the thread that sends what ipykernel prints: here it is sent at once."""

    def __init__(self) -> None:
        self.thread = None
        self.io_loop = None

    def schedule(self, f: Any) -> None:
        f()


class _Stream(OutStream):
    """ipykernel's stdout or stderr, also for programs that the kernel starts. It sends at once, then every 20 ms."""

    def __init__(self, session: Session, name: str):
        self._reading = threading.Lock()
        self._next_flush = 0.0
        super().__init__(session, _NoThread(), name)

    def _schedule_flush(self) -> None:
        if time.monotonic() >= self._next_flush:
            self._flush()

    def _flush(self) -> None:
        self._flush_pending = self._subprocess_flush_pending = False
        for parent, text in self._flush_buffers():
            for start in range(0, len(text), _TEXT):
                content = {"name": self.name, "text": text[start : start + _TEXT]}
                message = self.session.msg("stream", content, parent=parent)
                for hook in self._hooks:
                    message = message and hook(message)
                if message is not None:
                    self.session.send(None, message)
        self._next_flush = time.monotonic() + _FLUSH_SECONDS

    def _watch_pipe_fd(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        with contextlib.suppress(OSError, ValueError):
            while True:
                select.select([self._fid], [], [])
                with self._reading:
                    self.write(decoder.decode(os.read(self._fid, PACKET_BYTES)))

    def drain(self) -> None:
        """Wait until everything is sent that programs have printed so far."""
        until = time.monotonic() + _DRAIN_SECONDS
        while time.monotonic() < until:
            with self._reading:
                if not select.select([self._fid], [], [], 0)[0]:
                    break
            time.sleep(0)
        self.flush()


class _Application(IPKernelApp):
    """ipykernel's application without configuration files, sockets and threads."""

    def _nothing(self, *args: Any, **kwargs: Any) -> None:
        pass

    parse_command_line = load_config_file = _nothing
    init_connection_file = init_poller = init_sockets = init_heartbeat = _nothing
    write_connection_file = log_connection_info = init_signal = _nothing
    init_io = _nothing  # after the fork

    def init_kernel(self) -> None:
        self.session = _Session(parent=self)
        silent = logging.getLogger("autograder.kernel")
        silent.addHandler(logging.NullHandler())
        silent.propagate = False
        self.kernel = self.kernel_class.instance(
            parent=self, session=self.session, log=silent, profile_dir=self.profile_dir, user_ns=self.user_ns
        )

    def run(self, line: _Line) -> None:
        """Take requests, one after the other. The line's end is the kernel's."""
        sys.argv = [str(Path(ipykernel.__file__).parents[1] / "ipykernel_launcher.py"), "-f", "kernel.json"]
        shell = self.kernel.shell
        shell.ipython_dir = os.environ["IPYTHONDIR"]
        shell.profile_dir = ProfileDir.create_profile_dir_by_name(shell.ipython_dir)
        # ipykernel asks twice for each cell, and IPython reads it letter by letter.
        self._as_python = shell.transform_cell = functools.lru_cache(maxsize=1)(shell.transform_cell)
        shell.ask_exit = lambda: None  # it would end the kernel a moment later, in the middle of whatever runs by then
        self.session.line = line
        self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, None)
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        sys.stdout, sys.stderr = _Stream(self.session, "stdout"), _Stream(self.session, "stderr")
        self._streams = sys.stdout, sys.stderr
        self.patch_io()
        # ipykernel asks whether it runs in its main thread, to cancel what a cell awaits when it is interrupted.
        self.kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        asyncio.run(self._serve(line))

    async def _serve(self, line: _Line) -> None:
        self.kernel.start()
        line.sock.setblocking(False)
        received = Packets()
        loop = asyncio.get_running_loop()
        with contextlib.suppress(LineBroken, OSError):
            while True:
                data = None
                while data is None:
                    data = received.take(await loop.sock_recv(line.sock, 1 + PACKET_BYTES))
                line.sock.setblocking(True)
                await self._execute(line, json.loads(data))
                line.sock.setblocking(False)

    async def _execute(self, line: _Line, request: dict[str, Any]) -> None:
        """Run one request's code as ipykernel does, and say when it is done."""
        silent = request["silent"]
        about = {"code": request["code"], "silent": silent, "store_history": not silent, "stop_on_error": False}
        parent = self.session.msg("execute_request", about)
        parent["header"]["msg_id"] = parent["msg_id"] = request["number"]
        self._as_python.cache_clear()  # a cell may have changed how the next one is read
        with line.request(hold=request["hold"]):
            self.kernel.set_parent([], parent)
            try:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                await self.kernel.execute_request(None, [], parent)
            except (Exception, KeyboardInterrupt) as fault:  # of the kernel, from what cells have made of it
                about = {
                    "ename": type(fault).__name__,
                    "evalue": str(fault),
                    "traceback": traceback.format_exception(fault),
                }
                line.send({"number": request["number"], "type": "error", "content": about})
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            for stream in self._streams:
                stream.drain()
        line.send_now({"number": request["number"], "type": DONE, "content": {}})


@contextlib.contextmanager
def _no_module_listed() -> Iterator[None]:
    """Skip ipykernel's list of all loaded files, which only its debugger would use."""
    ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})
    try:
        yield
    finally:
        ipkernel.sys = sys
