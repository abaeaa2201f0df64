"""Ending a worker together with all that it started."""

import contextlib
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from typing import NoReturn

import psutil

WAIT_SECONDS = 3.0


def kill_family(pid: int) -> None:
    """Kill a worker, and whoever of its descendants does not end with it.

    A zygote, the keepers of benches and an idle examiner end by themselves when the worker's end of their line closes,
    and a keeper takes everything with it that was started in its bench: so they are left the time to.
    """
    try:
        head = psutil.Process(pid)
        family = head.children(recursive=True)
        head.kill()
    except psutil.NoSuchProcess:
        return
    _, left = psutil.wait_procs(family, timeout=WAIT_SECONDS)
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
