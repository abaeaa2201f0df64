"""The zygote: a process with the homework's packages imported, from which benches, examiners and workers are forked.

It only imports modules, reads the digits, and stays single-threaded, because forks of a process that has computed with
TensorFlow or runs several threads hang. It starts with a clean environment and never reads anything secret, because a
fork inherits all memory, including freed memory, and `/proc/self/environ`. The grader talks to it through
`autograder.benches.forks`.

It receives one JSON message per process to fork, with what the process becomes, the modules it needs, what it is built
without, and file descriptors. The first descriptor is the new process's connection to the grader. The new process reads
everything else (folders, environment) from that connection, and reports over it: its pid (for a kernel, the keeper's
pid), for a kernel also when it is in its sandbox, or the step that failed.

The first zygote has imported what every bench needs. For each further set of modules it forks another zygote that
imports them, and forwards the requests for it; and so does that one for each set of names that benches are built
without, because taking them out takes longer than all else that a bench begins with.
"""

import contextlib
import faulthandler
import fcntl
import gc
import importlib
import json
import os
import pkgutil
import random
import shutil
import signal
import socket
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import coursekit
from autograder.benches import absent, keeper, linux, sandbox, system_calls
from autograder.benches.line import LineBroken, Packets

MESSAGE_BYTES = 1 << 20
ROOT = "root"  # in the zygote's folder: each bench assembles its file system there, in its own mount namespace
_MOST_DESCRIPTORS = 5
WORKER = "autograder.grading.worker"  # what a worker preloads
KERNEL = "autograder.benches.kernel"
ALWAYS = (  # what starting a kernel and the agent import; the debugger alone is half of a kernel's start
    KERNEL,
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "ipykernel.inprocess",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "pyseccomp",  # looks for its library by running a program
    "tornado.platform.asyncio",
    "matplotlib.pyplot",  # but not its inline backend: that looks for a running kernel when it is imported
    "matplotlib.backends.backend_agg",
    "IPython.core.pylabtools",
    "autograder.benches.agent",
    "autograder.benches.guard",
)  # and what of coursekit needs no framework, see `_import_coursekit`
FRAMEWORKS = ("torch", "tensorflow", "keras")
# What a framework imports by itself, seconds long, when it is first used.
LATER = {"torch": ("torch._dynamo",)}
AGENT_DESCRIPTOR, CELLS_DESCRIPTOR = 3, 4  # in a kernel
_NICER = 5  # than the grader and the keeper, which must get processor time whatever the bench does


def _main(descriptor: int) -> None:
    _be_called("zygote")
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for benches: their keepers report how they ended
    os.mkdir(ROOT)
    _serve(control, _Made())
    shutil.rmtree(os.getcwd(), ignore_errors=True)


class _Made(NamedTuple):
    """What a zygote was made of another for: modules to import, or names to take out."""

    preload: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def _serve(control: socket.socket, made: _Made) -> None:
    """Fork what requests ask for, until the control socket is closed on all other ends."""
    linux.become_subreaper()
    others: dict[_Made, socket.socket] = {}
    fault = _take_out(made.absent) if made.absent else _prepare(made.preload)
    while True:
        message, descriptors, *_ = socket.recv_fds(control, MESSAGE_BYTES, _MOST_DESCRIPTORS)
        if not message:
            return
        request = json.loads(message)
        missing = tuple(module for module in request["preload"] if module not in sys.modules)
        without = tuple(request["absent"])
        if not fault and missing and missing != made.preload:
            _pass_on(message, descriptors, _Made(preload=missing), others)
        elif not fault and without != made.absent:
            _pass_on(message, descriptors, _Made(absent=without), others)
        elif os.fork() == 0:
            _close_all_but(*descriptors)
            connection = socket.socket(fileno=descriptors[0])
            about = _told(connection)  # also before a fault: what is left unread resets the connection
            if fault:
                _say_fault(connection, fault)
            _BECOME[request["become"]](about, connection, *descriptors[1:])
        for open_one in descriptors:
            os.close(open_one)


def _told(connection: socket.socket) -> dict[str, Any]:
    """Read the first message of a forked process."""
    try:
        return json.loads(Packets().receive(connection))
    except LineBroken:  # the process that asked for this one is gone
        os._exit(1)


def _pass_on(message: bytes, descriptors: list[int], made: _Made, others: dict[_Made, socket.socket]) -> None:
    """Forward a request to the zygote made for it; fork that zygote if there is none or it has died."""
    for _ in range(2):
        if made not in others:
            others[made], theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            if os.fork() == 0:
                linux.die_with_parent()
                _close_all_but(theirs.fileno())
                _serve(theirs, made)
                os._exit(0)
            theirs.close()
        try:
            socket.send_fds(others[made], [message], descriptors)
            return
        except OSError:
            others.pop(made).close()


def _import_coursekit() -> None:
    """Import all of coursekit but the modules that need a framework which has not been imported.

    A notebook that uses NumPy alone would pay for the frameworks with each of its forks.
    """
    absent = dict.fromkeys(name for name in FRAMEWORKS if name not in sys.modules)
    sys.modules.update(absent)  # None: an import of it fails
    for module in pkgutil.walk_packages(coursekit.__path__, f"{coursekit.__name__}."):
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)
    for name in absent:
        del sys.modules[name]


def _prepare(preload: tuple[str, ...]) -> str | None:
    """Import the modules. Returns None, or why nothing may be forked from this process."""
    gc.disable()  # nearly all that an import makes stays
    later = [module for framework in preload for module in LATER.get(framework, ())]
    for module in (*ALWAYS, *preload, *later):
        try:
            importlib.import_module(module)
        except ImportError as fault:
            if module in preload:
                return f"{module} cannot be imported ({fault})"
    _import_coursekit()
    if not preload:  # zygotes below this one inherit it
        sys.modules[KERNEL].prepare()
        with contextlib.suppress(Exception):  # whoever needs them reports the fault
            sys.modules["coursekit.data.digits"].read_digits()  # most notebooks read them, and that takes 50 ms
    with contextlib.suppress(Exception):  # the fork that needs a sandbox reports the fault
        system_calls.program()
    absent.prepare()
    return _ready(f"importing {', '.join(preload) or 'nothing'}")


def _take_out(names: tuple[str, ...]) -> str | None:
    """Take these names out of this process. Returns None, or why nothing may be forked from it."""
    try:
        absent.take_out(names)
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return _ready("taking names out")


def _ready(doing: str) -> str | None:
    """Make this process one to fork from. Returns None, or why nothing may be: `doing` has started threads."""
    gc.enable()
    gc.collect()
    gc.freeze()  # the collector would copy pages that all forks share
    linux.collapse_memory()
    if (threads := len(os.listdir("/proc/self/task"))) != 1:
        return (
            f"{doing} started {threads - 1} threads, and what is forked from such a"
            " process hangs; take the module that does it out of `preload`"
        )
    return None


def _be_called(name: str) -> None:
    """Set the name that `ps` and `top` show."""
    Path("/proc/self/comm").write_text(name)


def _close_all_but(*descriptors: int) -> None:
    """Close every file descriptor except these and the standard ones."""
    first = 3
    for kept in (*sorted(descriptors), os.sysconf("SC_OPEN_MAX")):
        os.closerange(first, kept)
        first = kept + 1


def _say_fault(connection: socket.socket, fault: str) -> NoReturn:
    with contextlib.suppress(OSError):
        connection.send(json.dumps({"fault": fault}).encode())
    os._exit(1)


def _become_examiner(about: dict[str, Any], connection: socket.socket, errors: int, control: int) -> None:
    """Serve the grader on the socket `control` as an examiner. Never returns."""
    _become_trusted("examiner", about, connection, errors)
    sys.modules["matplotlib"].use("agg")  # an examiner has no notebook to draw into
    from autograder.checking import examination

    examination.serve(socket.socket(fileno=control))
    os._exit(0)


def _become_worker(about: dict[str, Any], connection: socket.socket, errors: int, *given: int) -> None:
    """Grade tasks. Never returns."""
    _become_trusted("worker", about, connection, errors)
    sys.modules[WORKER].main(*given, about["folder"])
    os._exit(0)


def _become_trusted(name: str, about: dict[str, Any], connection: socket.socket, errors: int) -> None:
    """Become a process that runs no student code and that Ctrl-C does not reach."""
    _be_called(name)
    sys.modules[KERNEL].forget()
    connection.send(json.dumps({"pid": os.getpid()}).encode())
    connection.close()
    os.setsid()
    os.chdir(about["folder"])
    for descriptor in (1, 2):
        os.dup2(errors, descriptor)
    os.close(errors)
    _start_afresh(about["environment"])
    faulthandler.enable()


def _become_bench(about: dict[str, Any], connection: socket.socket, agent: int, cells: int) -> None:
    """Fork the keeper, in a sandbox if there are settings for one. Never returns."""
    _be_called("bench")
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        settings = None
        if about["sandbox"]:
            hidden, kept = absent.places()
            about["sandbox"]["hidden"] += hidden
            settings = sandbox.SandboxSettings(**about["sandbox"], kept=tuple(kept), root=os.path.abspath(ROOT))
            sandbox.unshare_namespaces()
        inside, outside = os.pipe()
        if (pid := os.fork()) != 0:
            connection.send(json.dumps({"pid": pid}).encode())
            os.write(outside, b"%d" % pid)
            os._exit(0)
        os.close(outside)
        unique = int(os.read(inside, 20))
        os.close(inside)
        if settings:
            sandbox.enter(settings, unique)
        else:
            linux.become_subreaper()
            os.chdir(about["home"])
        connection.send(json.dumps({"entered": True}).encode())
        start = partial(_become_kernel, about, agent, cells)
        keeper.keep(start, connection, about["memory_bytes"], alone=bool(settings))
    except BaseException as fault:
        what = fault.strerror if isinstance(fault, OSError) else f"{type(fault).__name__}: {fault}"
        _say_fault(connection, what)
    os._exit(1)


def _become_kernel(about: dict[str, Any], agent: int, cells: int) -> None:
    """Become the kernel, without the zygote's files and environment."""
    linux.set_dumpable(True)
    os.setsid()
    os.nice(_NICER)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # cells print by messages; student code must not reach the grader's terminal
        os.dup2(null, descriptor)
    places = (AGENT_DESCRIPTOR, CELLS_DESCRIPTOR)
    given = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, max(places) + 1) for descriptor in (agent, cells)]
    for descriptor, place in zip(given, places, strict=True):
        os.dup2(descriptor, place, inheritable=False)
    os.closerange(max(places) + 1, os.sysconf("SC_OPEN_MAX"))
    _start_afresh(about["environment"])
    absent.close(about["named"])
    sys.modules[KERNEL].run(CELLS_DESCRIPTOR, about["hold_bytes"])


def _start_afresh(environment: dict[str, str]) -> None:
    """Set a new environment and new random seeds; forks of one process would otherwise have the same."""
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # the cached folder belongs to the zygote
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


_BECOME = {"kernel": _become_bench, "examiner": _become_examiner, "worker": _become_worker}

if __name__ == "__main__":
    _main(int(sys.argv[1]))
