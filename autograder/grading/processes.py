"""Ending processes together with all that they started, and finding those that their parent left behind."""

import contextlib
import ctypes
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

import psutil

WAIT_SECONDS = 5.0
_PR_SET_CHILD_SUBREAPER, _PR_GET_CHILD_SUBREAPER = 36, 37


def kill_family(pid: int, *, itself: bool = True) -> None:
    """Kill a process and all its descendants, until none is left: one that is just being started too."""
    try:
        head = psutil.Process(pid)
        for _ in range(10):
            family = [*head.children(recursive=True), *([head] if itself else [])]
            if not family:
                return
            for process in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(family, timeout=WAIT_SECONDS)
    except psutil.NoSuchProcess:
        return


class Orphans:
    """Processes whose parent died: on Linux they become children of this process, which can then end them.

    A kernel whose worker was killed and a process that a student's code detached are such. What was a child of this
    process before, and what is started by it and given to `know`, is let alone.
    """

    def __init__(self) -> None:
        self._known = {child.pid for child in psutil.Process().children()}

    def know(self, pid: int) -> None:
        self._known.add(pid)

    def kill(self) -> None:
        """End those that are here by now."""
        for child in psutil.Process().children():
            if child.pid not in self._known:
                kill_family(child.pid)

    def adopt(self, on: bool) -> None:
        """Let orphans among our descendants come to us from now on; or end those that came, and go back to before."""
        if on:
            self._before = _subreaper()
            _set_subreaper(True)
        elif _subreaper():
            self.kill()
            _set_subreaper(self._before)


@contextlib.contextmanager
def without_interrupts() -> Iterator[None]:
    """While the context lasts, Ctrl-C does nothing: cleaning up comes to its end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _subreaper() -> bool:
    value = ctypes.c_int(0)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_GET_CHILD_SUBREAPER, ctypes.byref(value), 0, 0, 0)
    return bool(value.value)


def _set_subreaper(on: bool) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


def die_with(descriptor: int, folder: str) -> None:
    """Wait until the other end of a pipe is closed, then end this process and all that it started; remove `folder`."""
    with contextlib.suppress(OSError):
        while os.read(descriptor, 1):
            pass
    leave(folder, 1)


def leave(folder: str, status: int) -> NoReturn:
    """End this process and all that it started; remove `folder`. Any thread may do it."""
    kill_family(os.getpid(), itself=False)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(status)
