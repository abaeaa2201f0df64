"""The keeper of a bench: the parent of its kernel, and process 1 inside the sandbox. When it ends, all else does.

It runs no code of a student's. It watches the memory of the whole family, passes on interrupts, and says over its line
how the kernel ended. Whoever holds the other end of that line decides how long the bench lives: when it is closed, by
a word or because the grader died, everything that was started here is killed.
"""

import contextlib
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

LOOK_SECONDS = 0.05  # between two looks at the memory
INTERRUPT = b"i"
_PAGE = resource.getpagesize()


def keep(start: Callable[[], None], line: socket.socket, memory_bytes: int, *, alone: bool) -> None:
    """Fork the process that `start` becomes, and keep it until it ends or `line` is closed. Never returns.

    memory_bytes: what the family may use beyond what it shares with this process. alone: whether this is process 1 of
    its own PID namespace; the system itself then kills whoever is left.
    """
    base = _own_memory(os.getpid())
    child = os.fork()
    if child == 0:
        line.close()
        start()
        os._exit(0)
    os.closerange(0, line.fileno())  # the kernel's line to the examiner, above all: it ends when the kernel closes it
    os.closerange(line.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    with contextlib.suppress(BaseException):
        family = _everyone_else if alone else _descendants
        reason = _watch(child, line, family, memory_bytes, base)
        with contextlib.suppress(OSError):
            line.send(reason.encode())
    if not alone:
        _kill_descendants()
    os._exit(0)


def _watch(child: int, line: socket.socket, family: Callable[[], list[int]], memory_bytes: int, base: int) -> str:
    """Wait until there is a reason to end, and return it."""
    while True:
        ready, _, _ = select.select([line], [], [], LOOK_SECONDS)
        if ready and line.recv(1) != INTERRUPT:
            return "closed"
        if ready:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGINT)
        if (status := _reap(child)) is not None:
            return f"ended {os.waitstatus_to_exitcode(status)}"
        if sum(max(0, _own_memory(pid) - base) for pid in family()) > memory_bytes:
            return "memory"


def _reap(child: int) -> int | None:
    """Collect whoever has ended; the status of `child` if it was among them."""
    found = None
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid == child:
                found = status
    return found


def _own_memory(pid: int) -> int:
    """Bytes of a process that no file holds: statm costs a thousandth of what smaps does."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    except (OSError, ValueError):  # it has just ended
        return 0
    return (int(resident) - int(shared)) * _PAGE


def _everyone_else() -> list[int]:
    """All processes but this one: inside a PID namespace of its own, that is the family."""
    return [int(name) for name in os.listdir("/proc") if name.isdecimal() and name != "1"]


def _descendants() -> list[int]:
    """All descendants of this process."""
    found: list[int] = []
    todo = [os.getpid()]
    while todo:
        pid = todo.pop()
        for task in _tasks(pid):
            with contextlib.suppress(OSError):
                children = [int(word) for word in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
                found += children
                todo += children
    return found


def _tasks(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def _kill_descendants(seconds: float = 5.0) -> None:
    """Kill until nobody is left: who loses its parent becomes our own child, because we are the subreaper."""
    deadline = time.monotonic() + seconds
    while (family := _descendants()) and time.monotonic() < deadline:
        for pid in family:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        _reap(0)
