"""Starts an ordinary ipykernel in a process that has already imported it."""

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
    """ipykernel's application without its configuration files, whose reading costs 7 ms per kernel."""

    def parse_command_line(self, argv: Any = None) -> None:
        pass

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        pass


def run(connection_file: Path) -> None:
    """Run the kernel that a connection file describes, until it is ended."""
    sys.argv = ["ipykernel_launcher", "-f", str(connection_file)]  # what a notebook finds there in any Jupyter
    settings = Config(HistoryManager={"enabled": False})
    application = _Application.instance(connection_file=str(connection_file), config=settings)
    with _no_module_listed():
        application.initialize([])
    application.start()


@contextlib.contextmanager
def _no_module_listed() -> Iterator[None]:
    """Skip ipykernel's list of all loaded files, which only its debugger would use.

    Reading a module's name copies two pages shared by forks; with PyTorch that is 5,000 pages and 28 ms per kernel.
    """
    ipkernel.sys = SimpleNamespace(**{**vars(sys), "modules": {}})
    try:
        yield
    finally:
        ipkernel.sys = sys
