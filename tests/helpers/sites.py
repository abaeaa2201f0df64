"""A dask scheduler and workers in their own processes and, if possible, in their own network."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from helpers.classes import wait_for

_HUB = "10.213.0.1"


class Lan:
    """Machines of one network, as network namespaces: each reaches the others by address and has its own loopback.

    Requires root, or user namespaces. It has no names in the system, so it is gone when its processes are.
    """

    def __init__(self) -> None:
        self._keepers: list[subprocess.Popen[bytes]] = []
        self._user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        try:
            self._hub = self._keep([] if os.geteuid() == 0 else ["--user", "--map-root-user"], [])
            self._ip(self._hub, "link add lan type bridge")
            self._ip(self._hub, f"addr add {_HUB}/24 dev lan")
            self._ip(self._hub, "link set lan up")
        except (OSError, subprocess.CalledProcessError):
            self.end()
            raise

    @staticmethod
    def can_be_made() -> bool:
        if not all(shutil.which(program) for program in ("ip", "unshare", "nsenter")):
            return False
        try:
            Lan().end()
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    @property
    def hub(self) -> tuple[str, list[str]]:
        """The address of the first machine, and a prefix for commands that run there."""
        return _HUB, self._enter(self._hub)

    def machine(self) -> list[str]:
        """Add another machine; returns a prefix for commands that run there."""
        number = len(self._keepers) + 1
        keeper = self._keep([], self._enter(self._hub))
        self._ip(self._hub, f"link add port{number} type veth peer name eth0 netns {keeper.pid}")
        self._ip(self._hub, f"link set port{number} master lan up")
        self._ip(keeper, f"addr add {_HUB.rpartition('.')[0]}.{number}/24 dev eth0")
        self._ip(keeper, "link set eth0 up")
        return self._enter(keeper)

    def end(self) -> None:
        for keeper in self._keepers:
            keeper.kill()
            keeper.wait()

    def _keep(self, namespaces: list[str], within: list[str]) -> subprocess.Popen[bytes]:
        """Start a process that keeps a network namespace alive."""
        command = [*within, "unshare", *namespaces, "--net", "cat"]
        keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._keepers.append(keeper)
        with contextlib.suppress(BrokenPipeError):
            keeper.stdin.write(b"\n")
            keeper.stdin.flush()
        if not keeper.stdout.readline():  # when it answers, it has its namespace
            raise OSError(keeper.stderr.read().decode())
        self._ip(keeper, "link set lo up")
        return keeper

    def _enter(self, keeper: subprocess.Popen[bytes]) -> list[str]:
        return ["nsenter", "--target", str(keeper.pid), *self._user, "--net", "--"]

    def _ip(self, keeper: subprocess.Popen[bytes], command: str) -> None:
        subprocess.run([*self._enter(keeper), "ip", *command.split()], check=True, capture_output=True)


class Site:
    """A scheduler and its workers. `within`: a prefix for commands that have to reach them."""

    def __init__(self, folder: Path, lan: Lan | None = None):
        self._folder, self._lan = folder, lan
        host, self.within = lan.hub if lan else ("127.0.0.1", [])
        self.workers: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        file.unlink(missing_ok=True)
        options = ["--host", host, "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        self.scheduler = self._start(self.within, "scheduler", *options)
        self.address = json.loads(wait_for(lambda: file.read_text() if file.exists() else ""))["address"]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def worker(self, *options: str, within: Sequence[str] = (), **environment: str) -> subprocess.Popen[bytes]:
        """Start another worker, on its own machine if there is a network; `within` precedes its command."""
        folder = ["--local-directory", str(self._folder), "--no-dashboard"]
        within = [*(self._lan.machine() if self._lan else []), *within]
        made = self._start(within, "worker", self.address, "--nthreads", "1", *folder, *options, **environment)
        self.workers.append(made)
        return made

    def grading(self) -> list[psutil.Process]:
        """The workers' processes for grading, which exist after a worker's first task."""
        return [part for worker in self.workers for part in _below(worker.pid) if _is_grading(part)]

    def benches(self) -> list[psutil.Process]:
        """The processes of students' code: they have their own PID namespace, and the worker's zygote forked them."""
        ours = os.readlink("/proc/self/ns/pid")
        zygotes = [grading.parents()[1] for grading in self.grading()]  # above the zygote for workers
        return [part for zygote in zygotes for part in _below(zygote.pid) if _sees(part) not in (ours, None)]

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            kill(process)

    @staticmethod
    def _start(within: list[str], *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*within, sys.executable, "-m", "dask", *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all its children, as if its machine were switched off."""
    with contextlib.suppress(psutil.NoSuchProcess):
        head = psutil.Process(process.pid)
        for part in [*head.children(recursive=True), head]:
            with contextlib.suppress(psutil.NoSuchProcess):
                part.kill()
    process.wait()


def _below(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def _is_grading(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.name() == "worker"
    return False


def _sees(process: psutil.Process) -> str | None:
    """The PID namespace of a process; None if it has ended."""
    with contextlib.suppress(OSError):
        return os.readlink(f"/proc/{process.pid}/ns/pid")
    return None
