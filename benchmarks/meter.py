"""What a command costs: wall time, processor time, instructions and memory of it and of all that it starts.

Processor time comes from a control group of the command's own (cgroup 2), which counts every process, however short or
orphaned. Where none can be made, processes are looked at now and then instead, and their last moments are missed.
"""

import contextlib
import os
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks import instructions

SAMPLE_SECONDS = 0.1  # between two looks at all processes, which take milliseconds themselves
KINDS_SECONDS = 0.03  # the same where processor time by kind is asked for: a bench may live for 0.2 s
_FORKED = {"zygote", "bench", "examiner", "worker"}  # as the zygote names its forks and itself


class CommandFailed(Exception):
    """A measured command failed; the message says which, and its last words."""


@dataclass
class Usage:
    """Seconds of wall and processor time, and bytes of memory (PSS) at its highest, if asked for."""

    wall: float
    cpu: float
    instructions: int | None = None  # None where the system does not count them
    cpu_of: dict[str, float] = field(default_factory=dict)  # by kind of process, without what ended between two looks
    memory: int = 0
    memory_of: dict[str, int] = field(default_factory=dict)  # at that moment, by kind of process
    left: int = 0  # processes that were still there when the command had ended


def measure(
    command: list[str],
    *,
    cwd: Path,
    env: dict[str, str],
    log: Path,
    memory: bool = False,
    kinds: bool = False,
    statuses: tuple[int, ...] = (0,),
) -> Usage:
    """Run a command to its end, end what it left, and say what it cost; its output goes to `log`.

    memory, kinds: whether to look at its processes while it runs, for their memory, or for the processor time of each
    kind. Raises `CommandFailed` for a status that isn't in `statuses`.
    """
    counter = instructions.counter()
    with tempfile.TemporaryDirectory() as folder, _group() as group, log.open("ab") as output:
        count = Path(folder) / "instructions"
        started = time.monotonic()
        process = subprocess.Popen(
            instructions.counted(command, count, counter) if counter else command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=group.enter if group else None,
            start_new_session=True,
        )
        family = _Family(group, process.pid, memory, kinds)
        with family.watched():
            try:
                process.wait()
            except BaseException:
                process.kill()
                family.end()
                raise
        wall = time.monotonic() - started
        left = family.end()
        number = instructions.read(count) if counter and count.exists() else None
    if process.returncode not in statuses:
        words = log.read_text(errors="replace")[-1500:].strip()
        raise CommandFailed(f"`{' '.join(command[:4])} …` ended with status {process.returncode}; see {log}:\n{words}")
    return Usage(wall, family.cpu_seconds, number, family.cpu_of(), family.memory, family.memory_of, left)


def is_exact() -> bool:
    """Whether processor time is counted by the system, and not sampled."""
    with _group() as group:
        return group is not None


@dataclass(frozen=True)
class _Group:
    """A control group for one command."""

    folder: Path

    def enter(self) -> None:
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def cpu_seconds(self) -> float:
        lines = (self.folder / "cpu.stat").read_text().splitlines()
        return int(dict(line.split() for line in lines)["usage_usec"]) / 1e6

    def pids(self) -> list[int]:
        return [int(line) for line in (self.folder / "cgroup.procs").read_text().split()]


@contextlib.contextmanager
def _group() -> Iterator[_Group | None]:
    """A new control group below our own, removed afterwards; None where the system gives none."""
    group = None
    with contextlib.suppress(OSError, StopIteration):
        root = next(p.mountpoint for p in psutil.disk_partitions(all=True) if p.fstype == "cgroup2")
        own = next(line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
        folder = Path(root) / own.lstrip("/") / f"benchmark-{os.getpid()}-{time.monotonic_ns()}"
        folder.mkdir()
        group = _Group(folder)
    try:
        yield group
    finally:
        if group:
            with contextlib.suppress(OSError):
                group.folder.rmdir()


class _Family:
    """A command's processes; looked at while it runs, if that is needed at all."""

    def __init__(self, group: _Group | None, pid: int, wants_memory: bool, wants_kinds: bool):
        self._group, self._pid, self._wants_memory, self._wants_kinds = group, pid, wants_memory, wants_kinds
        self._seen: dict[psutil.Process, float] = {}  # processor seconds
        self._kinds: dict[psutil.Process, str] = {}
        self.cpu_seconds = 0.0  # known when it has ended
        self.memory, self.memory_of = 0, {}

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        if self._group and not self._wants_memory and not self._wants_kinds:
            yield
            return
        over = threading.Event()
        thread = threading.Thread(target=self._look_on, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def end(self) -> int:
        """Kill whoever is left; returns how many there were."""
        found = self._alive()
        deadline = time.monotonic() + 10
        while (left := self._alive()) and time.monotonic() < deadline:
            for process in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            time.sleep(0.05)
        self.cpu_seconds = self._group.cpu_seconds() if self._group else sum(self._seen.values())
        return len(found)

    def cpu_of(self) -> dict[str, float]:
        """Processor seconds by kind of process, as last seen; empty if nobody asked."""
        found: dict[str, float] = defaultdict(float)
        for process, kind in self._kinds.items():
            found[kind] += self._seen[process]
        return dict(found)

    def _alive(self) -> list[psutil.Process]:
        known = self._members() if self._group else list(self._seen)
        return [process for process in known if _runs(process)]

    def _members(self) -> list[psutil.Process]:
        """All that belong to it now."""
        found = []
        with contextlib.suppress(psutil.NoSuchProcess):
            if not self._group:
                head = psutil.Process(self._pid)
                return [head, *head.children(recursive=True)]
        for pid in self._group.pids() if self._group else ():
            with contextlib.suppress(psutil.NoSuchProcess):
                found.append(psutil.Process(pid))
        return found

    def _look_on(self, over: threading.Event) -> None:
        while not over.wait(KINDS_SECONDS if self._wants_kinds else SAMPLE_SECONDS):
            members = self._members()
            for process in members:
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    self._seen[process] = times.user + times.system
                    if self._wants_kinds:
                        self._kinds[process] = _kind(process)  # a fork has its own name a moment after it was made
            if self._wants_memory:
                self._weigh(members)

    def _weigh(self, members: list[psutil.Process]) -> None:
        found: dict[str, int] = defaultdict(int)
        for process in members:
            with contextlib.suppress(psutil.Error, OSError):
                found[_kind(process)] += _pss(process)
        if (total := sum(found.values())) > self.memory:
            self.memory, self.memory_of = total, dict(found)


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _kind(process: psutil.Process) -> str:
    """What a process of ours is."""
    return name if (name := process.name()) in _FORKED else "coordinator"


def _pss(process: psutil.Process) -> int:
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except PermissionError:  # somebody else's: what it shares counts whole
        return process.memory_info().rss
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
