"""The seccomp filter that refuses system calls in a bench. See seccomp(2).

libseccomp, through pyseccomp, translates the list for this machine's architecture.
"""

import ctypes
import errno
import functools
import os
import socket
import tempfile

from autograder.benches import linux

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_INSTRUCTION_BYTES = 8  # struct sock_filter


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]  # struct sock_fprog


# Calls that no homework needs and attacks start with.
_REFUSED = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "userfaultfd", "bpf"),
    *("perf_event_open", "io_uring_setup", "io_uring_enter", "io_uring_register", "memfd_create", "memfd_secret"),
    *("shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop"),
    *("msgget", "msgsnd", "msgrcv", "msgctl", "add_key", "request_key", "keyctl"),
    *("mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick"),
    *("mount_setattr", "unshare", "setns", "name_to_handle_at", "open_by_handle_at", "fanotify_init"),
    *("kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "swapon", "swapoff", "reboot"),
    *("quotactl", "quotactl_fd", "acct", "syslog", "iopl", "ioperm", "modify_ldt", "vhangup", "lookup_dcookie"),
    *("settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "personality"),
    *("vmsplice", "io_setup", "io_submit"),  # they use memory in the kernel that no process is charged for
    *("sched_setscheduler", "sched_setparam", "sched_setattr"),  # a process that waits has more time, see `deadline`
)
# Their first argument is the process they affect. It must not be process 1, the keeper, which may have the same user.
_OF_OTHERS = ("sched_setaffinity", "prlimit64")
_KEEPER = 1
_NETLINK_ROUTE = 0
_SHARED_ANONYMOUS = 0x01 | 0x20  # MAP_SHARED (or MAP_SHARED_VALIDATE), MAP_ANONYMOUS
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, getattr(socket, "AF_NETLINK", 16))
_MOST_FAMILIES = 64
_NAMESPACES = (
    *(linux.CLONE_NEWNS, linux.CLONE_NEWUSER, linux.CLONE_NEWPID, linux.CLONE_NEWNET),
    *(linux.CLONE_NEWIPC, linux.CLONE_NEWUTS, linux.CLONE_NEWCGROUP),
)


@functools.cache
def program() -> bytes:
    """The compiled filter. Compiling takes 8 ms, so the zygote does it once for all its forks.

    Raises what pyseccomp raises if libseccomp is missing.
    """
    import pyseccomp  # only for Linux

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in _REFUSED:
        try:
            rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
        except (ValueError, OSError):  # a call that this libseccomp or architecture does not know
            continue
    # A filter cannot read clone3's flags; if it does not exist, libc falls back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in _NAMESPACES:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    # Shared anonymous pages can outlive their mappings, and then nothing counts them.
    shared = pyseccomp.Arg(3, pyseccomp.MASKED_EQ, _SHARED_ANONYMOUS, _SHARED_ANONYMOUS)
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "mmap", shared)
    for name in _OF_OTHERS:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(0, pyseccomp.EQ, _KEEPER))
    for name in ("setpriority", "ioprio_set"):  # only for single processes, not for groups or users
        first = os.PRIO_PROCESS if name == "setpriority" else 1
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(0, pyseccomp.NE, first))
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(1, pyseccomp.EQ, _KEEPER))
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):  # the keeper counts each socket by its default buffer size
        level, name = pyseccomp.Arg(1, pyseccomp.EQ, socket.SOL_SOCKET), pyseccomp.Arg(2, pyseccomp.EQ, option)
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "setsockopt", level, name)
    netlink = pyseccomp.Arg(0, pyseccomp.EQ, _FAMILIES[-1])
    other = pyseccomp.Arg(2, pyseccomp.NE, _NETLINK_ROUTE)
    rules.add_rule(pyseccomp.ERRNO(errno.EPROTONOSUPPORT), "socket", netlink, other)
    for family in set(range(_MOST_FAMILIES)) - set(_FAMILIES):
        rules.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    rules.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", pyseccomp.Arg(0, pyseccomp.GE, _MOST_FAMILIES))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def refuse() -> None:
    """Install the filter in this process and all its future children."""
    code = program()
    linux.gain_no_privileges()  # without this, only root may install a filter
    instructions = _Program(len(code) // _INSTRUCTION_BYTES, code)
    linux.call("prctl", _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(instructions), 0, 0, step="seccomp")
