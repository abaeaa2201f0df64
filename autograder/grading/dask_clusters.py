"""Connects to a dask cluster: one at a given address, or one that Slurm or Kubernetes starts for the batch.

Settings of the cluster (queue, account, wall time, image, namespace, TLS) are in dask's own configuration. This module
decides only what grading requires: one thread per worker process, memory for a bench and an examiner, TLS on Slurm,
and the rights that the sandbox needs in a pod. docs/clusters.md is for those who run a cluster.
"""

import contextlib
import copy
import getpass
import logging
import os
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import yaml
from distributed import Client, Security
from distributed.versions import VersionMismatchWarning

from autograder.assignment import Limits
from autograder.errors import UserError
from autograder.grading.pool import TRIES

CONNECT_SECONDS = 10.0
WORKER_BYTES = 1_000_000_000  # for a worker, its grading process and its zygote, in addition to the limits
_SCHEMES = ("tcp://", "tls://")
_DASKS_OWN_IMAGE = "ghcr.io/dask/dask"


@contextlib.contextmanager
def connected(where: str, workers: int | None, limits: Limits, *, sandbox: bool) -> Iterator[Client]:
    """A client of the cluster `where`: `tcp://HOST:PORT`, `tls://HOST:PORT`, `slurm` or `kubernetes`.

    `workers`: how many worker processes to ask Slurm or Kubernetes for. `sandbox`: whether they must be able to
    confine students' code. Raises `UserError` if the cluster can't be reached or started.
    """
    for logger in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)  # this program reports what matters, in a sentence
    ours = {
        "distributed.scheduler.allowed-failures": TRIES - 1,  # for a scheduler that runs in this process
        "distributed.admin.large-graph-warning-threshold": "1GiB",
    }
    with dask.config.set(ours), contextlib.ExitStack() as stack:
        if is_address(where):
            made = where
        elif where in _MAKERS:
            if workers is None:
                raise UserError(f"Say with --workers how many worker processes {where} is to start")
            made = stack.enter_context(_made(where, workers, limits, sandbox))
        else:
            raise UserError(
                f"{where!r} is no cluster: say tcp://HOST:PORT or tls://HOST:PORT of a dask scheduler, "
                f"{' or '.join(_MAKERS)}"
            )
        yield stack.enter_context(_client(made))


def is_address(where: str) -> bool:
    return where.startswith(_SCHEMES)


@contextlib.contextmanager
def _client(cluster: Any) -> Iterator[Client]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", VersionMismatchWarning
            )  # workers' versions are compared before they get tasks
            client = Client(cluster, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as fault:
        if not isinstance(cluster, str):
            raise UserError(f"The cluster's own scheduler cannot be reached: {_first_line(fault)}") from None
        reason = "nobody answered" if isinstance(fault, TimeoutError) else _first_line(fault)
        raise UserError(
            f"No dask scheduler can be reached at {cluster} ({reason}); start one with `dask scheduler`, or look "
            "whether the address and the TLS settings are right"
        ) from None
    try:
        yield client
    finally:
        with contextlib.suppress(OSError, RuntimeError, TimeoutError):
            client.close(timeout=CONNECT_SECONDS)


@contextlib.contextmanager
def _made(where: str, workers: int, limits: Limits, sandbox: bool) -> Iterator[Any]:
    """A cluster that is started here and ends with the context."""
    try:
        cluster = _MAKERS[where](workers, limits, sandbox)
    except UserError:
        raise
    except Exception as fault:  # from the batch system, the network or a setting
        said = (
            str(fault).partition("stderr:")[2].strip().splitlines()
        )  # what a command printed, as dask-jobqueue reports it
        reason = said[-1] if said else f"{type(fault).__name__}: {_first_line(fault)}"
        raise UserError(f"{where.capitalize()} gives no cluster: {reason}") from None
    try:
        yield cluster
    finally:
        with contextlib.suppress(OSError, RuntimeError, TimeoutError):
            cluster.close()


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]


def _worker_bytes(limits: Limits) -> int:
    return limits.memory_bytes + limits.disk_bytes + limits.examiner_bytes + WORKER_BYTES  # a bench's disk is in memory


# --- Slurm ---


def slurm_cluster(workers: int, limits: Limits, sandbox: bool) -> Any:
    """Jobs with `workers` worker processes in all. A job that ends, for example by its wall time, is replaced."""
    from dask_jobqueue import SLURMCluster

    cluster = SLURMCluster(**slurm_options(limits))

    async def submit() -> None:
        cluster.scale(workers)
        await cluster  # raises what sbatch said

    try:
        cluster.sync(submit)
        cluster.adapt(minimum=workers, maximum=workers)
    except BaseException:
        with contextlib.suppress(Exception):
            cluster.close()
        raise
    return cluster


def slurm_options(limits: Limits) -> dict[str, Any]:
    """Options for dask-jobqueue in addition to its own configuration."""
    settings = dask.config.get("jobqueue.slurm")
    processes = settings.get("processes") or settings.get("cores") or 1
    security = Security()
    configured = bool(security.get_tls_config_for_role("worker").get("ca_file"))
    return {
        "processes": processes,
        "cores": processes,  # one thread in each
        "job_cpu": settings.get("job-cpu") or settings.get("cores") or processes,
        "memory": settings.get("memory") or f"{processes * _worker_bytes(limits)}B",
        "python": settings.get("python") or sys.executable,
        # Whoever reaches a scheduler runs code as you, and students may have accounts on the same machines.
        "security": security if configured else True,
        "protocol": "tls://",
        "shared_temp_directory": settings.get("shared-temp-directory") or str(_private_folder()),
        "scheduler_options": {"dashboard_address": "127.0.0.1:0", **settings.get("scheduler-options", {})},
    }


def _private_folder() -> Path:
    """A private folder in the home directory, which machines of a batch system usually share."""
    folder = Path.home() / ".cache" / "autograder-cluster"
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    return folder


# --- Kubernetes ---


def kubernetes_cluster(workers: int, limits: Limits, sandbox: bool) -> Any:
    """Pods with `workers` workers, made by dask's operator."""
    from dask_kubernetes.operator import KubeCluster

    return KubeCluster(custom_cluster_spec=kubernetes_spec(workers, limits, sandbox), quiet=True)


def kubernetes_spec(workers: int, limits: Limits, sandbox: bool) -> dict[str, Any]:
    """The `DaskCluster` resource for dask's operator: the configured one, or one made from the settings."""
    from dask_kubernetes.operator import make_cluster_spec

    settings = dask.config.get("kubernetes")
    if custom := settings["custom-cluster-spec"]:
        spec = yaml.safe_load(Path(custom).read_text()) if isinstance(custom, str) else copy.deepcopy(custom)
        spec["spec"]["worker"]["replicas"] = workers
        return spec
    if str(settings["image"]).startswith(_DASKS_OWN_IMAGE):
        raise UserError(
            "Dask's own image has no autograder in it: make one as docs/clusters.md says, and name it as "
            "kubernetes.image in dask's configuration"
        )
    memory = str(_worker_bytes(limits))
    spec = make_cluster_spec(
        name=settings["name"].format(user=getpass.getuser(), uuid=uuid.uuid4().hex[:10], **os.environ),
        image=settings["image"],
        n_workers=workers,
        resources={},
        env=settings["env"],
        worker_command="dask worker --nthreads 1",
        scheduler_service_type=settings["scheduler-service-type"],
        idle_timeout=settings["idle-timeout"] or 0,
    )
    for part in ("scheduler", "worker"):
        spec["spec"][part]["spec"]["automountServiceAccountToken"] = False  # no pod needs Kubernetes' API
    [scheduler] = spec["spec"]["scheduler"]["spec"]["containers"]
    [worker] = spec["spec"]["worker"]["spec"]["containers"]
    scheduler["args"] = [
        "dask",
        "scheduler",
        *scheduler["args"][1:],
    ]  # the command `dask-scheduler`, which the operator names, no longer exists
    worker["resources"] = settings["resources"] or {
        "requests": {"cpu": "1", "memory": memory},
        "limits": {"memory": memory},
    }
    if sandbox:
        worker["securityContext"] = _SANDBOX_NEEDS
        spec["spec"]["worker"]["metadata"] = {"annotations": _SANDBOX_NEEDS_OF_APPARMOR}
    return spec


# `autograder.benches.sandbox` needs these rights for namespaces, mounts (AppArmor's usual profile refuses them) and a
# separate user per bench. Students' code keeps none of them. A user namespace would need fewer rights, but the
# operator's resource has no `hostUsers`, without which Kubernetes refuses the unmasked /proc that it requires.
_SANDBOX_NEEDS = {"capabilities": {"add": ["SYS_ADMIN"]}, "seccompProfile": {"type": "Unconfined"}}
_SANDBOX_NEEDS_OF_APPARMOR = {"container.apparmor.security.beta.kubernetes.io/worker": "unconfined"}

_MAKERS: dict[str, Callable[[int, Limits, bool], Any]] = {"slurm": slurm_cluster, "kubernetes": kubernetes_cluster}
