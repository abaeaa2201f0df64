"""Kernels from the zygote, through jupyter_client's own extension point: a kernel provisioner.

It gives them to whatever uses jupyter_client (nbclient, nbgrader, nbval) by a kernel's name.
"""

import asyncio
import os
import signal
import socket
import tempfile
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import List, Unicode

from autograder.benches.forks import ForkedKernel, forked


class WarmProvisioner(KernelProvisionerBase):
    """A kernel forked from the zygote, for everything that uses jupyter_client.

    The grader gives `start_kernel` a `fork` of its own, which makes the kernel. By name, without it, a kernel works in
    the folder it is started in, with no sandbox: as an ordinary kernel does, but for the time it takes to start.
    """

    preload = List(Unicode(), help="Modules that are imported before a kernel is asked for.").tag(config=True)

    _kernel: ForkedKernel | None = None
    _folder: tempfile.TemporaryDirectory | None = None

    @property
    def has_process(self) -> bool:
        return self._kernel is not None

    @property
    def kernel(self) -> ForkedKernel:
        """The kernel that was launched."""
        assert self._kernel is not None
        return self._kernel

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if fork := kwargs.get("fork"):
            self._kernel, info = fork()
        else:
            self._kernel, info = self._ordinary(os.path.abspath(kwargs.get("cwd") or "."), kwargs["env"])
        return info

    def _ordinary(self, folder: str, environment: dict[str, str]) -> tuple[ForkedKernel, KernelConnectionInfo]:
        self._folder = tempfile.TemporaryDirectory(prefix="kernel-")
        ours, theirs = socket.socketpair()
        with ours, theirs:  # nobody examines this kernel: its agent has nobody to listen to
            return forked(
                lambda zygote: zygote.fork_kernel(
                    theirs,
                    preload=self.preload,
                    home=folder,
                    run=self._folder.name,
                    sandbox=None,
                    memory_bytes=1 << 62,
                    environment=environment,
                )
            )

    async def poll(self) -> int | None:
        if self._kernel is None:
            return 0
        reason = self._kernel.reason()
        return None if reason is None else _status(reason)

    async def wait(self) -> int | None:
        while (status := await self.poll()) is None:
            await asyncio.sleep(0.01)
        return status

    async def send_signal(self, signum: int) -> None:
        if self._kernel is not None and signum == signal.SIGINT:
            self._kernel.interrupt()
        elif self._kernel is not None and signum in (signal.SIGTERM, signal.SIGKILL):
            self._kernel.kill()

    async def kill(self, restart: bool = False) -> None:
        if self._kernel is not None:
            self._kernel.kill()

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _status(reason: str) -> int:
    word, _, status = reason.partition(" ")
    return int(status) if word == "ended" else -signal.SIGKILL
