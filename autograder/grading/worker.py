"""A worker's process, forked from the zygote: it grades tasks that come over a socket.

It is in a session of its own, so that Ctrl-C reaches the coordinator alone, and ends when the coordinator does: then
nobody holds the other end of its lifeline any more.
"""

import logging
import threading
from multiprocessing.connection import Connection

from autograder.benches import forks
from autograder.grading.processes import die_with, leave
from autograder.grading.task import close, grade_task

READY = b"ready"


def main(coordinator: int, lifeline: int, zygote: int, folder: str) -> None:
    """Grade what comes over the socket `coordinator`, with forks of the `zygote`; `folder` is removed at the end."""
    threading.Thread(target=die_with, args=(lifeline, folder), daemon=True).start()
    logging.getLogger("autograder").addHandler(logging.NullHandler())  # faults are part of the outcome
    forks.inherit(zygote)
    tasks = Connection(coordinator)
    tasks.send_bytes(READY)
    try:
        while True:
            tasks.send_bytes(grade_task(tasks.recv()).to_json())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        close()
        leave(folder, 0)
