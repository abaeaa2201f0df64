"""An ordinary ipykernel, started by code in a process that has imported all of it."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config


class _Application(IPKernelApp):
    """ipykernel's own, with the settings that it is made with and no others: reading them costs 7 ms a kernel."""

    def parse_command_line(self, argv: Any = None) -> None:
        pass

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        pass


def run(connection_file: Path) -> None:
    """Be the kernel that a connection file describes, until somebody ends it."""
    sys.argv = ["ipykernel_launcher", "-f", str(connection_file)]  # what a notebook finds there anywhere
    settings = Config(HistoryManager={"enabled": False})
    application = _Application.instance(connection_file=str(connection_file), config=settings)
    with _no_module_listed():
        application.initialize([])
    application.start()


@contextlib.contextmanager
def _no_module_listed() -> Iterator[None]:
    """Spare ipykernel's list of all files that are loaded, which only its debugger would read.

    To read a module's name copies two pages of what forks share: with PyTorch 5,000 pages and 28 ms a kernel.
    """
    ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})
    try:
        yield
    finally:
        ipkernel.sys = sys
