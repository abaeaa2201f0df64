"""The keeper of a bench: the parent of its kernel, and process 1 inside the sandbox. When it ends, so does the bench.

It runs no student code. It watches the memory and the sessions of all the bench's processes, passes on interrupts, and
reports over its connection to the grader how the kernel ended. When that connection closes, on purpose or because the
grader died, the keeper ends and everything started in the bench is killed.
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

LOOK_SECONDS = 0.05  # between two looks at the processes
# Where Linux gives each session the same share of a processor (autogroup), a bench with hundreds starves the others.
MOST_SESSIONS = 8
INTERRUPT = b"i"
# Fields of /proc/PID/status: memory without a file behind it. Page tables are counted nowhere else and are unbounded.
_PRIVATE_FIELDS = ("RssAnon:", "VmSwap:", "VmPTE:", "HugetlbPages:")
_PAGE = resource.getpagesize()  # counted for each descriptor: at least what a pipe's end can hold in the kernel


def keep(start: Callable[[], None], connection: socket.socket, memory_bytes: int, *, alone: bool) -> None:
    """Fork a process that calls `start`, and watch it until it ends or `connection` is closed. Never returns.

    memory_bytes: what the bench's processes may use beyond what they share with this one. alone: whether this is
    process 1 of its own PID namespace; then the system kills all processes that are left.
    """
    base = _own_memory(os.getpid())
    of_a_socket = connection.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) if alone else 0
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # any process inside may send it
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
        reason = _watch(child, connection, family, _Memory(memory_bytes, base, of_a_socket))
        with contextlib.suppress(OSError):
            connection.send(reason.encode())
    if not alone:
        _kill_descendants()
    os._exit(0)


def _watch(child: int, connection: socket.socket, family: Callable[[], list[int]], memory: "_Memory") -> str:
    """Wait until there is a reason to end the bench, and return it."""
    while True:
        ready, _, _ = select.select([connection], [], [], LOOK_SECONDS)
        if ready and connection.recv(1) != INTERRUPT:
            return "closed"
        if ready:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGINT)
        if (status := _reap(child)) is not None:
            return f"ended {os.waitstatus_to_exitcode(status)}"
        pids = family()
        if memory.is_too_much(pids):
            return "memory"
        if len(pids) > MOST_SESSIONS and len({_session(pid) for pid in pids} - {None}) > MOST_SESSIONS:
            return "sessions"


def _reap(child: int) -> int | None:
    """Reap ended children; returns the status of `child` if it was among them."""
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
    """Measures what the bench's processes use: with a quick bound, and exactly if the bound does not decide."""

    def __init__(self, most: int, base: int, of_a_socket: int):
        self._most, self._base, self._of_a_socket = most, base, of_a_socket
        self._next_exact = 0.0

    def is_too_much(self, pids: list[int]) -> bool:
        sizes = {pid: _own_memory(pid) for pid in pids}
        sockets = _sockets() * self._of_a_socket if self._of_a_socket else 0  # data in transit is counted nowhere else
        if sum(max(0, size - self._base) for size in sizes.values()) + sockets > self._most:
            return True
        # A fork can turn shared pages into its own, and a process that executes another program shares nothing.
        if sum(sizes.values()) - self._base + sockets <= self._most or time.monotonic() < self._next_exact:
            return False
        started = time.monotonic()
        exact = sum(_exact_memory(pid, sizes[pid]) for pid in pids) - self._base + sockets
        self._next_exact = 2 * time.monotonic() - started
        return exact > self._most


def _fields(path: str, names: tuple[str, ...]) -> int:
    """The sum, in bytes, of some fields of a file in /proc."""
    found = (line.split() for line in Path(path).read_text().splitlines() if line.startswith(names))
    return sum(int(words[1]) * (1024 if words[-1] == "kB" else _PAGE) for words in found)


def _own_memory(pid: int) -> int:
    """An upper bound for a process's bytes: memory shared with its parent since the fork counts, files do not."""
    try:
        return _fields(f"/proc/{pid}/status", (*_PRIVATE_FIELDS, "FDSize:"))
    except (OSError, ValueError):  # it has just ended
        return 0


def _exact_memory(pid: int, instead: int) -> int:
    """A process's bytes with shared memory divided among its users; `instead` if that cannot be read.

    It takes a hundred times as long as `_own_memory`.
    """
    try:
        shared = _fields(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "SwapPss:"))
        return shared + _fields(f"/proc/{pid}/status", ("VmPTE:", "HugetlbPages:", "FDSize:"))
    except (OSError, ValueError):  # it has made itself unreadable, or has just ended
        return instead if os.path.exists(f"/proc/{pid}") else 0


def _sockets() -> int:
    """The number of sockets in this network namespace."""
    try:
        return int(Path("/proc/net/sockstat").read_text().split()[2])
    except (OSError, ValueError, IndexError):
        return 0


def _session(pid: int) -> int | None:
    """The session of a process; None once it has ended, also if nobody has asked yet how."""
    try:
        state, _, _, session = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return int(session) if state not in "ZX" else None


def _everyone_else() -> list[int]:
    """All processes except this one, which in its own PID namespace are the bench's."""
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
    """Kill until no descendant is left. Orphans become children of this process, because it is the subreaper."""
    deadline = time.monotonic() + seconds
    while (family := _descendants()) and time.monotonic() < deadline:
        for pid in family:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        _reap(0)
