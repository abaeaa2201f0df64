"""`make nbval` puts this beside the notebooks, as their conftest.py, because it starts several kernels at a time.

A TCP port that was free when nbval chose it may be taken when its kernel binds it; Unix sockets are each kernel's own.
"""

import itertools
import tempfile

import nbval.kernel
from jupyter_client.manager import KernelManager

_sockets = tempfile.TemporaryDirectory(prefix="k")
_numbers = itertools.count()


class _ThroughUnixSockets(KernelManager):
    def __init__(self, **options):
        super().__init__(transport="ipc", ip=f"{_sockets.name}/{next(_numbers)}", **options)


nbval.kernel.KernelManager = _ThroughUnixSockets
