"""Deadlines for students' code: waiting for a processor that others use costs it no time.

So a busy machine, or somebody else's code that keeps all processors busy, does not turn a right answer into a late one.
Linux counts for how long a process could have run and was not let (`/proc/PID/schedstat`, of its main thread); where it
does not tell, all time counts.
"""

import contextlib
import os
import time

import psutil

MOST_WAITING = 300.0  # seconds for which a deadline is put off at most
_TICKS = os.sysconf("SC_CLK_TCK")
_SHORTEST = 0.05  # seconds from one look at the processes to the next


class Deadline:
    """The end of some seconds, put off for as long as processes had to wait for a processor.

    Parameters
    ----------
    seconds
        From now on.
    bench
        The process that runs the student's code, a child of its keeper. It is not put off any further once all
        processes of the bench together have used as many seconds of processors again: they keep each other waiting.
    examiner
        The process that asks it.
    """

    def __init__(self, seconds: float, bench: int | None = None, examiner: int | None = None):
        self._seconds, self._bench = seconds, bench
        self._pids = [pid for pid in (bench, examiner) if pid is not None]
        self._end = self._put_off = time.monotonic() + seconds
        self._waited = self._waiting()
        self._used: float | None = None  # by the bench, when the seconds were over

    def left(self) -> float:
        """The seconds that are left; 0 or less after the deadline."""
        now = time.monotonic()
        if now < self._put_off or not self._pids:
            return self._put_off - now
        more = self._end + min(self._waiting() - self._waited, MOST_WAITING) - now
        if more > 0:
            used = _processor_seconds_of_all(self._bench)
            self._used = used if self._used is None else self._used
            if used - self._used <= self._seconds:
                self._put_off = now + max(more, _SHORTEST)
        return self._put_off - now

    def _waiting(self) -> float:
        return sum(map(_seconds_waiting, self._pids))


def _seconds_waiting(pid: int) -> float:
    """For how long the main thread of a process has waited for a processor since it began; 0 where that is unknown."""
    fields = _read(f"/proc/{pid}/schedstat").split()
    return int(fields[1]) / 1e9 if len(fields) > 1 else 0.0


def _processor_seconds(pid: int) -> float:
    """What a process has used, with its children that have ended; 0 where that is unknown."""
    fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()  # a name may hold anything before it
    return sum(map(int, fields[11:15])) / _TICKS


def _processor_seconds_of_all(bench: int | None) -> float:
    """What all processes of a bench have used."""
    with contextlib.suppress(psutil.Error):
        if bench is not None and (keeper := psutil.Process(bench).parent()):
            return sum(_processor_seconds(process.pid) for process in keeper.children(recursive=True))
    return 0.0


def _read(path: str) -> bytes:
    """A short file of /proc, quickly; nothing if it is not there."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the process has just ended
        return b""
    finally:
        os.close(descriptor)
