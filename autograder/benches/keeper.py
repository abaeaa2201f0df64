"""The keeper of a bench: the parent of its kernel, and process 1 inside the sandbox. When it ends, so does the bench.

It runs no student code. It watches the memory of all the bench's processes, passes on interrupts, and reports over its
connection to the grader how the kernel ended. When that connection closes, on purpose or because the grader died, the
keeper ends and everything started in the bench is killed.
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
# Of /proc/PID/status: no file holds these. Nobody else shows page tables, of which a process can have any number.
_PRIVATE_FIELDS = ("RssAnon:", "VmSwap:", "VmPTE:", "HugetlbPages:")
_PAGE = resource.getpagesize()  # at least what a descriptor can hold in the kernel: it may be a pipe's end


def keep(start: Callable[[], None], connection: socket.socket, memory_bytes: int, *, alone: bool) -> None:
    """Fork the process that `start` becomes, and keep it until it ends or `connection` is closed. Never returns.

    memory_bytes: what the family may use beyond what it shares with this process. alone: whether this is process 1 of
    its own PID namespace; the system itself then kills whoever is left.
    """
    base = _own_memory(os.getpid())
    of_a_socket = connection.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) if alone else 0
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # anybody inside may send it
    child = os.fork()
    if child == 0:
        connection.close()
        start()
        os._exit(0)
    # Above all the kernel's connection to the examiner: it must close when the kernel closes its end.
    os.closerange(0, connection.fileno())
    os.closerange(connection.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
    with contextlib.suppress(BaseException):
        family = _everyone_else if alone else _descendants
        reason = _watch(child, connection, _Memory(family, memory_bytes, base, of_a_socket))
        with contextlib.suppress(OSError):
            connection.send(reason.encode())
    if not alone:
        _kill_descendants()
    os._exit(0)


def _watch(child: int, connection: socket.socket, memory: "_Memory") -> str:
    """Wait until there is a reason to end, and return it."""
    while True:
        ready, _, _ = select.select([connection], [], [], LOOK_SECONDS)
        if ready and connection.recv(1) != INTERRUPT:
            return "closed"
        if ready:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGINT)
        if (status := _reap(child)) is not None:
            return f"ended {os.waitstatus_to_exitcode(status)}"
        if memory.is_too_much():
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


class _Memory:
    """What the family uses, by a quick look that may miss some, and an exact one where it may have missed too much."""

    def __init__(self, family: Callable[[], list[int]], most: int, base: int, of_a_socket: int):
        self._family, self._most, self._base, self._of_a_socket = family, most, base, of_a_socket
        self._next_exact = 0.0

    def is_too_much(self) -> bool:
        pids = self._family()
        sizes = {pid: _own_memory(pid) for pid in pids}
        sockets = _sockets() * self._of_a_socket if self._of_a_socket else 0  # what is on its way shows nowhere else
        if sum(max(0, size - self._base) for size in sizes.values()) + sockets > self._most:
            return True
        # What a fork shares at first, it can make its own in place; and who runs another program shares nothing.
        if sum(sizes.values()) - self._base + sockets <= self._most or time.monotonic() < self._next_exact:
            return False
        started = time.monotonic()
        exact = sum(_exact_memory(pid, sizes[pid]) for pid in pids) - self._base + sockets
        self._next_exact = 2 * time.monotonic() - started
        return exact > self._most


def _fields(path: str, names: tuple[str, ...]) -> int:
    """The sum of some fields of a file in /proc, in bytes."""
    found = (line.split() for line in Path(path).read_text().splitlines() if line.startswith(names))
    return sum(int(words[1]) * (1024 if words[-1] == "kB" else _PAGE) for words in found)


def _own_memory(pid: int) -> int:
    """Bytes that a process uses at most: what it shares with its parent since the fork counts, and files do not."""
    try:
        return _fields(f"/proc/{pid}/status", (*_PRIVATE_FIELDS, "FDSize:"))
    except (OSError, ValueError):  # it has just ended
        return 0


def _exact_memory(pid: int, instead: int) -> int:
    """The same, of which what several processes share is divided among them; `instead` where it cannot be read.

    It takes a hundred times as long.
    """
    try:
        shared = _fields(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "SwapPss:"))
        return shared + _fields(f"/proc/{pid}/status", ("VmPTE:", "HugetlbPages:", "FDSize:"))
    except (OSError, ValueError):  # it has made itself unreadable, or has just ended
        return instead if os.path.exists(f"/proc/{pid}") else 0


def _sockets() -> int:
    """How many sockets there are in our network namespace."""
    try:
        return int(Path("/proc/net/sockstat").read_text().split()[2])
    except (OSError, ValueError, IndexError):
        return 0


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
