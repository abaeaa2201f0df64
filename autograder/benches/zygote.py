"""The zygote: a process that has imported what homework needs, and forks a bench in a moment.

It has only imported, and has one thread: a process that has computed with TensorFlow, or with several threads, hangs in
its forks. It was started with a clean environment and holds nothing secret, because a fork inherits memory and
`/proc/self/environ`. The grader's side of it is `autograder.benches.provisioner`.

It gets one JSON message for each bench, with two sockets: the keeper's line and the agent's. What happens from then on
is said on the keeper's line: the pid of the keeper, then the folder of the kernel's sockets as a file descriptor, or
the step that failed.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.benches import keeper, linux, sandbox

MESSAGE_BYTES = 1 << 20
ALWAYS = (  # what starting a kernel and the agent import; the debugger alone is half of a kernel's start
    "ipykernel.kernelapp",
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
    "autograder.rules.guard",
    "coursekit.check",
    "coursekit.data",
    "coursekit.exam",
    "coursekit.gradient_check",
    "coursekit.gradient_picture",
    "coursekit.plots",
    "coursekit.solver",
)
# What a framework imports by itself, seconds long, when it is first used.
LATER = {"torch": ("torch._dynamo",)}
_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
AGENT_DESCRIPTOR = 3
_NICER = 5  # than the keeper, which must come to its turn whatever is going on, and the grader


def connection(run: str, key: str) -> dict[str, Any]:
    """Where a kernel listens whose sockets are in the folder `run`."""
    where = {"transport": "ipc", "ip": f"{run}/k", "key": key, "signature_scheme": "hmac-sha256"}
    return where | {port: number for number, port in enumerate(_PORTS, 1)}


def _main(descriptor: int) -> None:
    control = socket.socket(fileno=descriptor)
    request = json.loads(control.recv(MESSAGE_BYTES))
    control.send(json.dumps(_prepare(request["preload"])).encode())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a bench ended: its keeper has said so
    linux.become_subreaper()
    while True:
        message, descriptors, *_ = socket.recv_fds(control, MESSAGE_BYTES, 2)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _become_bench(json.loads(message), *map(_as_socket, descriptors))
        for open_one in descriptors:
            os.close(open_one)


def _prepare(preload: list[str]) -> dict[str, Any]:
    """Import; returns what the grader is told."""
    missing = []
    later = [module for framework in preload for module in LATER.get(framework, ())]
    for module in (*ALWAYS, *preload, *later):
        try:
            importlib.import_module(module)
        except ImportError as fault:
            if module in preload:
                missing.append(f"{module}: {fault}")
    gc.collect()
    gc.freeze()  # the collector would copy, page by page, what all benches share
    return {
        "missing": missing,
        "threads": len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1,
    }


def _as_socket(descriptor: int) -> socket.socket:
    return socket.socket(fileno=descriptor)


def _become_bench(request: dict[str, Any], line: socket.socket, agent: socket.socket) -> None:
    """Fork the keeper, behind the walls if there are any. Never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        walls = sandbox.Walls(**request["walls"]) if request["walls"] else None
        if walls:
            sandbox.leave_the_host()
        inside, outside = os.pipe()
        if (pid := os.fork()) != 0:
            line.send(json.dumps({"pid": pid}).encode())
            os.write(outside, b"%d" % pid)
            os._exit(0)
        os.close(outside)
        unique = int(os.read(inside, 20))
        os.close(inside)
        if walls:
            sandbox.build_walls(walls, unique)
        else:
            linux.become_subreaper()
            os.chdir(request["home"])
        run = os.open(request["run"], os.O_PATH | os.O_DIRECTORY)
        socket.send_fds(line, [json.dumps({"run": request["run"]}).encode()], [run])
        os.close(run)
        keeper.keep(lambda: _become_kernel(request, agent), line, request["memory_bytes"], alone=bool(walls))
    except BaseException as fault:
        with contextlib.suppress(OSError):
            what = fault.strerror if isinstance(fault, OSError) else f"{type(fault).__name__}: {fault}"
            line.send(json.dumps({"fault": what}).encode())
    os._exit(1)


def _become_kernel(request: dict[str, Any], agent: socket.socket) -> None:
    """Become an ordinary ipykernel, with nothing left of what the zygote was."""
    linux.set_dumpable(True)
    os.setsid()
    os.nice(_NICER)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # what a cell prints comes as messages; our terminal is none of a student's
        os.dup2(null, descriptor)
    os.dup2(agent.fileno(), AGENT_DESCRIPTOR)
    agent.detach()
    os.closerange(AGENT_DESCRIPTOR + 1, os.sysconf("SC_OPEN_MAX"))
    os.set_inheritable(AGENT_DESCRIPTOR, False)
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None  # where it was is not there any more
    _seed_again()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    file = Path(request["run"]) / "kernel.json"
    file.write_text(json.dumps(connection(request["run"], request["key"])))
    sys.argv = ["ipykernel_launcher", "-f", str(file)]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=["-f", str(file), *request["arguments"]])


def _seed_again() -> None:
    """Random numbers of one bench are not those of another, although they were forked from one process."""
    import random

    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


if __name__ == "__main__":
    _main(int(sys.argv[1]))
