"""A worker's process: `python -m autograder.grading.worker FD ZYGOTE FOLDER` grades tasks that come over a socket.

ZYGOTE is the descriptor of the coordinator's zygote, FOLDER for temporary files, its alone. It is in a session of its
own, so that Ctrl-C reaches the coordinator alone, and ends when the coordinator does: then nobody holds the other end
of its standard input any more.
"""

import logging
import os
import sys
import threading
from multiprocessing.connection import Connection

READY = b"ready"


def main(descriptor: int, zygote: int, folder: str) -> None:
    from autograder.benches import forks
    from autograder.grading.processes import die_with, leave

    os.set_inheritable(descriptor, False)
    forks.inherit(zygote)
    lifeline = os.dup(sys.stdin.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())  # nothing that is started here reads it
    threading.Thread(target=die_with, args=(lifeline, folder), daemon=True).start()
    logging.getLogger("autograder").addHandler(logging.NullHandler())  # faults are part of the outcome
    from autograder.grading.task import close, grade_task

    coordinator = Connection(descriptor)
    coordinator.send_bytes(READY)
    try:
        while True:
            coordinator.send_bytes(grade_task(coordinator.recv()).to_json())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        close()
        leave(folder, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
