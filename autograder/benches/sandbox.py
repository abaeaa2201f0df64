"""The sandbox around a bench: limits what student code can see, reach and use.

It needs Linux, but no root and no container engine.

A process enters in two steps, because a new PID namespace only holds children: it calls `unshare_namespaces` and forks,
and the child, which is process 1 inside, calls `enter`. Both steps run in a fork of the zygote, before any
student code. With CAP_SYS_ADMIN the student's code gets a user ID of its own; without it, a user namespace.
"""

import contextlib
import os
import resource
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.benches import linux, system_calls

HOME = "/home/student"
_FIRST_FREE_UID = 1_000_000_000  # beyond the range of any directory service
_INSIDE_UID = 1000
_DEVICES = ("null", "random", "urandom")  # not zero: mapping it gives memory that no process is charged for
_LINKS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}
_OF_AN_ENVIRONMENT = ("bin", "lib", "lib64", "libexec", "include", "share", "etc", "ssl", "pyvenv.cfg")
_RESTRICTED = linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
_NO_PROGRAMS = linux.MS_NOSUID | linux.MS_NOEXEC
_TERMINALS = 16  # nobody counts the memory of their buffers
_ENTRIES = 50_000  # files and folders in the bench's own file system


@dataclass(frozen=True)
class SandboxSettings:
    """What one bench may see and use."""

    readable: tuple[str, ...]  # absolute paths that it can read, with everything below them
    hidden: tuple[str, ...]  # absolute paths that it must not see, even below a readable one
    kept: tuple[str, ...]  # folders below hidden ones that it can read
    root: str  # an empty folder of the grader, where its file system is assembled
    disk_bytes: int
    memory_bytes: int  # beyond what the zygote uses
    processes: int
    open_files: int
    cpu_seconds: int


def unshare_namespaces() -> None:
    """Create new namespaces (network, processes, mounts and more) for the processes started next."""
    flags = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET
    flags |= linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP
    if linux.may_administer():
        linux.unshare(flags)
        return
    uid, gid = os.geteuid(), os.getegid()
    linux.unshare(flags | linux.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE_UID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE_UID} {gid} 1")


def enter(settings: SandboxSettings, unique: int) -> None:
    """Confine this process, the first in its PID namespace, and everything that it starts.

    `unique`: a number that no other bench has now. Raises `OSError`, which names the step that the system refused.
    """
    user = _user(unique)
    _build_root(settings, user)
    linux.pivot_root(settings.root)
    os.chdir(HOME)
    socket.sethostname("bench")
    _limit(settings)
    linux.drop_bounding_set()
    if user != os.geteuid():
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    else:  # forbid nested user namespaces, which would give back the dropped capabilities
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    linux.drop_capabilities()
    system_calls.refuse()
    linux.set_dumpable(False)


def _user(unique: int) -> int:
    """The user ID for the student's code: one that nobody else has, if other IDs are available."""
    first, _, count = map(int, Path("/proc/self/uid_map").read_text().split()[:3])
    if count == 1:  # the user namespace that `unshare_namespaces` made
        return os.geteuid()
    last = first + count - 1
    if _FIRST_FREE_UID + unique <= last:
        return _FIRST_FREE_UID + unique
    return last - unique % (count // 2)  # root of a container that has only some IDs


def _build_root(settings: SandboxSettings, user: int) -> None:
    """Assemble the bench's file system at `settings.root`: a small tmpfs with the readable paths mounted in it."""
    linux.mount(None, "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    data = f"size={settings.disk_bytes},nr_inodes={_ENTRIES},mode=755"
    linux.mount("bench", settings.root, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, data)
    root = Path(settings.root)
    for path in sorted({os.path.normpath(path) for path in settings.readable}):
        _show(Path(path), root)
    (nothing := root / ".nothing").touch(mode=0)
    for path in settings.hidden:
        if (inside := root / path.lstrip("/")).is_dir():
            kept = [place for place in settings.kept if Path(place).is_relative_to(path) and Path(place).is_dir()]
            mode, flags = ("755", linux.MS_NOSUID | linux.MS_NODEV) if kept else ("000", _RESTRICTED)
            linux.mount("nothing", inside, "tmpfs", flags, f"size=4096,mode={mode}")
            for place in kept:
                (root / place.lstrip("/")).mkdir(parents=True)
                linux.bind(Path(place), root / place.lstrip("/"), _RESTRICTED)
        elif inside.is_file():
            linux.bind(nothing, inside, _RESTRICTED)
    for folder in (HOME, "/tmp", "/dev/shm"):
        place = root / folder.lstrip("/")
        place.mkdir(parents=True, exist_ok=True)
        os.chown(place, user, -1)
        place.chmod(0o700)
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/passwd").write_text(f"student:x:{user}:{user}::{HOME}:/bin/sh\n")
    for name in _DEVICES:
        place = root / "dev" / name
        place.touch()
        linux.mount(f"/dev/{name}", place, flags=linux.MS_BIND)
    for name, target in _LINKS.items():
        (root / "dev" / name).symlink_to(target)
    # IPython runs `!command` in a terminal. Where the system gives none, such a line fails, and nothing else.
    (root / "dev/pts").mkdir()
    with contextlib.suppress(OSError):
        linux.mount("terminals", root / "dev/pts", "devpts", _NO_PROGRAMS, f"newinstance,max={_TERMINALS},ptmxmode=666")
        (root / "dev/ptmx").symlink_to("pts/ptmx")
    (root / "proc").mkdir()
    linux.mount("proc", root / "proc", "proc", _NO_PROGRAMS | linux.MS_NODEV)


def _show(path: Path, root: Path) -> None:
    """Mount the host's `path` at the same place below `root`, unless it is already visible there."""
    inside = root / str(path).lstrip("/")
    if path.is_symlink():
        inside.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(inside):
            inside.symlink_to(os.readlink(path))
        return
    if not path.exists() or (inside.exists() and not _is_in_own_file_system(inside, root)):
        return
    if path.is_dir():
        inside.mkdir(parents=True, exist_ok=True)
    else:
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.touch()
    linux.bind(path, inside, _RESTRICTED)


def _is_in_own_file_system(inside: Path, root: Path) -> bool:
    """Whether a path below `root` lies in the bench's own file system and not in a mounted one."""
    return inside.stat().st_dev == root.stat().st_dev


def _limit(settings: SandboxSettings) -> None:
    """Set the limits that processes inherit. The keeper watches the memory of all processes together."""
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    data = pages * resource.getpagesize() + settings.memory_bytes
    for what, most in (
        (resource.RLIMIT_DATA, data),
        (resource.RLIMIT_NPROC, settings.processes),
        (resource.RLIMIT_NOFILE, settings.open_files),
        (resource.RLIMIT_FSIZE, settings.disk_bytes),
        (resource.RLIMIT_CPU, settings.cpu_seconds),
        (resource.RLIMIT_CORE, 1),  # with 0, a program named in core_pattern would still get core dumps
        (resource.RLIMIT_MEMLOCK, 0),
        (getattr(resource, "RLIMIT_MSGQUEUE", resource.RLIMIT_MEMLOCK), 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def readable_paths() -> list[str]:
    """The host's paths that Python, `autograder` and `coursekit` need, and no others."""
    import autograder
    import coursekit

    system = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/localtime"]
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    # Only parts of an environment, because it may lie in the course's own folder.
    environments = [f"{prefix}/{part}" for prefix in prefixes for part in _OF_AN_ENVIRONMENT]
    packages = [path for package in (autograder, coursekit) for path in package.__path__]
    extra = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    found = {*system, *environments, *packages, *extra}
    # Include link targets, because the environment may be reached through a link.
    return sorted(found | {os.path.realpath(path) for path in (*environments, *packages, *extra)})


def readable_above(path: Path) -> str | None:
    """The readable path that a file or folder of the host lies below, so that benches would see it; None if none."""
    place = Path(os.path.realpath(path))
    above = (readable for readable in readable_paths() if place.is_relative_to(os.path.realpath(readable)))
    return next(above, None)


def advice(refused: str) -> str:
    """What to do if the system refused a step, given the step's error message."""
    if "seccomp" in refused:
        return "install libseccomp (Debian and Ubuntu: apt install libseccomp2)"
    if "unshare" in refused or "uid_map" in refused:
        return (
            "allow user namespaces: on Ubuntu `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, elsewhere "
            '`sysctl user.max_user_namespaces=10000`; in a container, see "Where to grade" in docs/for-instructors.md'
        )
    if "mount_setattr" in refused:
        return "use Linux 5.12 or newer"
    if "proc" in refused:
        return (
            "run where /proc is not masked; in Docker, start with --security-opt systempaths=unconfined, "
            "in Kubernetes as docs/clusters.md says"
        )
    return "grade on another Linux machine, or in a virtual machine"
