"""Registers a kernel that is forked from the zygote with Jupyter, for nbclient, nbgrader's own commands and nbval."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager


def install_kernel(name: str, preload: Sequence[str], prefix: str) -> Path:
    """Register the kernel `name`, which starts with the modules `preload` imported; returns its folder.

    It has no sandbox, and works in the folder in which it is started: it is for code that is trusted.
    """
    provisioner = {"provisioner_name": "autograder-warm", "config": {"preload": list(preload)}}
    title = f"Python 3, warm ({', '.join(preload)})" if preload else "Python 3, warm"
    spec = {"argv": [], "display_name": title, "language": "python", "metadata": {"kernel_provisioner": provisioner}}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(spec, indent=1))
        return Path(KernelSpecManager().install_kernel_spec(folder, name, prefix=prefix))
