"""Ending what was started, and oneself."""

import contextlib
import os
import shutil
import signal
import threading
from collections.abc import Iterable, Iterator
from typing import NoReturn

import psutil

WAIT_SECONDS = 3.0


def end_all(processes: Iterable[psutil.Process]) -> None:
    """Wait for processes that end by themselves, and kill those that do not."""
    _, left = psutil.wait_procs(processes, timeout=WAIT_SECONDS)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=WAIT_SECONDS)


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


def die_with(descriptor: int, folder: str) -> None:
    """Wait until the other end of a pipe is closed, then end this process; remove `folder`."""
    with contextlib.suppress(OSError):
        while os.read(descriptor, 1):
            pass
    leave(folder, 1)


def leave(folder: str, status: int) -> NoReturn:
    """End this process, and so all that it started; remove `folder`. Any thread may do it."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(status)
