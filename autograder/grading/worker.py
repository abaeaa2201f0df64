"""A worker's process, forked from the zygote: it grades tasks that arrive over a socket.

It runs in a session of its own, so that Ctrl-C reaches only the coordinator. It ends when the coordinator does, because
then nobody holds the other end of its lifeline any more.
"""

import contextlib
import logging
import os
import shutil
import threading
from multiprocessing.connection import Connection
from typing import NoReturn

from autograder.benches import forks
from autograder.grading.task import close, grade_task

READY = b"ready"


def main(coordinator: int, lifeline: int, zygote: int, folder: str) -> None:
    """Grade what comes over the socket `coordinator`, with forks of the `zygote`; `folder` is removed at the end."""
    threading.Thread(target=_die_with, args=(lifeline, folder), daemon=True).start()
    logging.getLogger("autograder").addHandler(logging.NullHandler())  # faults are part of the outcome
    forks.inherit(zygote)
    tasks = Connection(coordinator)
    tasks.send_bytes(READY)
    try:
        while True:
            tasks.send_bytes(grade_task(tasks.recv()).to_json())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        close()
        _leave(folder, 0)


def _die_with(lifeline: int, folder: str) -> None:
    """Wait until the other end of the pipe `lifeline` is closed, then end this process."""
    with contextlib.suppress(OSError):
        while os.read(lifeline, 1):
            pass
    _leave(folder, 1)


def _leave(folder: str, status: int) -> NoReturn:
    """End this process, and with it everything it started; remove `folder`. Any thread may call it."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(status)
