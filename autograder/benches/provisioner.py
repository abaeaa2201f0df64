"""A kernel provisioner, jupyter_client's extension point, for kernels that are forked from the zygote."""

import asyncio
import signal
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from autograder.benches.forks import ForkedKernel


class WarmProvisioner(KernelProvisionerBase):
    """Lets a jupyter_client manager control a forked kernel.

    `start_kernel` of the manager needs the keyword `fork`, a function that forks the kernel and returns it with its
    connection info.
    """

    _kernel: ForkedKernel | None = None

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
        self._kernel, info = kwargs["fork"]()
        return info

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


def _status(reason: str) -> int:
    word, _, status = reason.partition(" ")
    return int(status) if word == "ended" else -signal.SIGKILL
