"""An ordinary ipykernel, started by code in a process that has imported all of it."""

import sys
from pathlib import Path
from typing import Any

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
    _Application.launch_instance(argv=[], connection_file=str(connection_file), config=settings)
