"""The system calls that are refused in a bench. See seccomp(2).

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


# What no homework needs and attacks begin with.
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
    *("vmsplice", "io_setup", "io_submit"),  # memory that is held by the kernel and shows in no process
)
# Their first argument says whom they slow down or limit: not process 1, the keeper, which may be of the same user.
_OF_OTHERS = ("sched_setscheduler", "sched_setparam", "sched_setattr", "sched_setaffinity", "prlimit64")
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
    """The filter as the kernel takes it. It takes 8 ms to make: the zygote does it once, for all that it forks.

    Raises what pyseccomp does where libseccomp is missing.
    """
    import pyseccomp  # Linux alone has it

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in _REFUSED:
        try:
            rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
        except (ValueError, OSError):  # a call that this libseccomp, or this architecture, does not have
            continue
    # A filter cannot read its flags; without it libc falls back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in _NAMESPACES:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    # Such pages stay when no process has them mapped any more: nobody could count them.
    shared = pyseccomp.Arg(3, pyseccomp.MASKED_EQ, _SHARED_ANONYMOUS, _SHARED_ANONYMOUS)
    rules.add_rule(pyseccomp.ERRNO(errno.EPERM), "mmap", shared)
    for name in _OF_OTHERS:
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(0, pyseccomp.EQ, _KEEPER))
    for name in ("setpriority", "ioprio_set"):  # a process, else a group or all of a user
        first = os.PRIO_PROCESS if name == "setpriority" else 1
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(0, pyseccomp.NE, first))
        rules.add_rule(pyseccomp.ERRNO(errno.EPERM), name, pyseccomp.Arg(1, pyseccomp.EQ, _KEEPER))
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):  # the keeper counts a socket by what it holds as it is made
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
    """Let the kernel refuse, from now on and in every child, system calls that only an attack would make."""
    code = program()
    linux.gain_no_privileges()  # or only root may
    instructions = _Program(len(code) // _INSTRUCTION_BYTES, code)
    linux.call("prctl", _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(instructions), 0, 0, step="seccomp")
