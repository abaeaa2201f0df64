"""Fresh kernels, without a sandbox, for notebooks that are trusted or run as their own author."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

QUIET = ["--IPKernelApp.log_level=40"]  # avoids each kernel's warning that anybody with its key may use it


@contextmanager
def kernel_manager() -> Iterator[AsyncKernelManager]:
    """The manager of a kernel of this Python, not of one that the user has installed as "python3".

    Manager and kernel talk through Unix sockets: a TCP port that was free when the manager chose it may be taken when
    the kernel binds it, and the kernel then dies.
    """
    with tempfile.TemporaryDirectory(prefix="k") as sockets:
        yield AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            transport="ipc",
            ip=f"{sockets}/s",
        )
