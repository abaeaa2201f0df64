"""System calls that the sandbox needs and Python does not offer. Errors are `OSError`s that name the failed step.

See namespaces(7), mount(2), pivot_root(2), capabilities(7).
"""

import ctypes
import os
import signal
from pathlib import Path

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
_ATTRIBUTES = {MS_RDONLY: 1, MS_NOSUID: 2, MS_NODEV: 4, MS_NOEXEC: 8}  # of mount_setattr
_AT_RECURSIVE, _AT_FDCWD = 0x8000, -100
_MOUNT_SETATTR = 442  # the same number on every architecture
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 4, 24, 36, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAP_SYS_ADMIN = 21
_MADV_COLLAPSE = 25
_HUGE_PAGE = 2 << 20

_Name = str | Path
_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def call(function: str, *arguments: object, step: str | None = None) -> None:
    """Call a function of the C library. Raises `OSError` that names the step, by default the function."""
    converted = [os.fsencode(a) if isinstance(a, str | Path) else a for a in arguments]
    longs = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in converted]
    if getattr(_libc, function)(*longs) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{step or function}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Move this process to new namespaces of the kinds in `flags`."""
    call("unshare", flags, step="unshare of namespaces")


def mount(
    source: str | Path | None, target: str | Path, kind: str | None = None, flags: int = 0, data: str = ""
) -> None:
    """Mount a file system; `source` may be None for kinds that need none."""
    call("mount", source, target, kind, flags, data or None, step=f"mount of {kind or source} on {target}")


def bind(source: _Name, target: _Name, flags: int) -> None:
    """Bind-mount `source` with everything mounted below it at `target`, and apply the restrictions to all of it.

    It uses mount_setattr, because a remount would fail on flags that a user namespace locks.
    """
    mount(source, target, flags=MS_BIND | MS_REC)
    wanted = sum(attribute for flag, attribute in _ATTRIBUTES.items() if flags & flag)
    attributes = _MountAttributes(set=wanted)
    arguments = (_AT_FDCWD, str(target), _AT_RECURSIVE)
    size = ctypes.sizeof(attributes)
    call("syscall", _MOUNT_SETATTR, *arguments, ctypes.byref(attributes), size, step=f"mount_setattr of {target}")


def pivot_root(new: _Name) -> None:
    """Make `new` the root of this mount namespace and detach the old root."""
    os.chdir(new)
    call("pivot_root", ".", ".")
    call("umount2", ".", MNT_DETACH, step="umount of the old root")
    os.chdir("/")


def set_dumpable(yes: bool) -> None:
    """Set whether processes of the same user may read this one's memory and its files in /proc."""
    call("prctl", _PR_SET_DUMPABLE, int(yes), 0, 0, 0, step="PR_SET_DUMPABLE")


def die_with_parent() -> None:
    """Be killed when the parent ends."""
    call("prctl", _PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0, step="PR_SET_PDEATHSIG")


def become_subreaper() -> None:
    """Become the parent of every descendant whose own parent ends."""
    call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0, step="PR_SET_CHILD_SUBREAPER")


def drop_bounding_set() -> None:
    """Prevent programs that are executed later from gaining capabilities. Needs CAP_SETPCAP."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        call("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0, step="PR_CAPBSET_DROP")


def drop_capabilities() -> None:
    """Give up every capability."""
    call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0, step="PR_CAP_AMBIENT_CLEAR_ALL")
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    none = (ctypes.c_uint32 * 6)()
    call("capset", ctypes.byref(header), ctypes.byref(none))


def gain_no_privileges() -> None:
    """Prevent this process and its descendants from ever gaining privileges."""
    call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, step="PR_SET_NO_NEW_PRIVS")


def may_administer() -> bool:
    """Whether this process is root with CAP_SYS_ADMIN, so that it can make namespaces without a user namespace."""
    if os.geteuid() != 0:
        return False
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff"))
    return bool(int(line.split()[1], 16) >> _CAP_SYS_ADMIN & 1)


def collapse_memory() -> None:
    """Move this process's private memory to large pages, because a fork copies one table entry per page.

    Nothing changes if the system cannot do that (before Linux 6.1) or has no large page free.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        where, permissions, *_, inode = line.split(maxsplit=5)[:5]
        if permissions == "rw-p" and inode == "0":
            start, end = (int(address, 16) for address in where.split("-"))
            for page in range(-(-start // _HUGE_PAGE) * _HUGE_PAGE, end - _HUGE_PAGE + 1, _HUGE_PAGE):
                _libc.madvise(ctypes.c_void_p(page), ctypes.c_size_t(_HUGE_PAGE), _MADV_COLLAPSE)
