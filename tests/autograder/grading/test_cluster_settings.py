"""What Slurm and Kubernetes are told: the job, the pod, and what each is told beside dask's own configuration."""

import contextlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import dask
import psutil
import pytest
import yaml
from jsonschema import Draft202012Validator

from autograder.assignment import Limits, load
from autograder.errors import UserError
from autograder.grading.dask_clusters import connected, kubernetes_spec, slurm_options
from autograder.grading.task import pack
from helpers.classes import IN_PLACE, RIGHT, gradebook_scores, make_course, start, wait_for
from helpers.sample import NAME, NOTEBOOK

pytestmark = pytest.mark.xdist_group("cluster")

LIMITS = Limits(memory_bytes=10**9, examiner_bytes=10**9, disk_bytes=10**8)
MEMORY = 3_100_000_000  # with what the worker itself uses

# --- Slurm ---


def job_script(**settings: object) -> str:
    from dask_jobqueue.slurm import SLURMJob

    with dask.config.set({f"jobqueue.slurm.{key}": value for key, value in settings.items()}):
        options = slurm_options(LIMITS)
        for of_the_cluster in ("security", "shared_temp_directory", "scheduler_options"):
            options.pop(of_the_cluster)
        return SLURMJob("tls://10.0.0.1:8786", name="w", **options).job_script()


def test_a_job_runs_one_thread_a_worker_in_this_environment():
    script = job_script()
    assert f"{sys.executable} -m distributed.cli.dask_worker tls://10.0.0.1:8786" in script
    assert "--nthreads 1 " in script
    assert "--nworkers" not in script
    assert "--cpus-per-task=1" in script
    assert "#SBATCH --mem=3G" in script
    assert "--protocol tls://" in script


def test_daskes_own_configuration_decides_the_rest():
    script = job_script(cores=8, memory="40GB", queue="teaching", walltime="02:00:00", python="/env/bin/python")
    assert "/env/bin/python -m distributed.cli.dask_worker" in script
    assert "--nthreads 1 " in script
    assert "--nworkers 8" in script
    assert "--cpus-per-task=8" in script
    assert "#SBATCH -p teaching" in script
    assert "#SBATCH -t 02:00:00" in script
    assert "#SBATCH --mem=38G" in script


SBATCH = """#!/bin/sh
cp "$1" {folder}/job.sh
setsid sh {folder}/job.sh > {folder}/job.log 2>&1 &
echo $! >> {folder}/jobs
echo "Submitted batch job $!"
"""
REFUSING = "#!/bin/sh\necho 'sbatch: error: Batch job submission failed: Invalid account' >&2\nexit 1\n"


def slurm(folder: Path, monkeypatch: pytest.MonkeyPatch, sbatch: str) -> None:
    """A machine from which jobs can be submitted: `sbatch` is ours."""
    settings = {"interface": "lo", "local-directory": str(folder), "death-timeout": 60}
    (folder / "config").mkdir()
    (folder / "config" / "ours.yaml").write_text(yaml.safe_dump({"jobqueue": {"slurm": settings}}))
    (folder / "bin").mkdir()
    for name, text in {"sbatch": sbatch, "scancel": '#!/bin/sh\nkill -9 -- "-$1"\n'}.items():
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    monkeypatch.setenv("DASK_CONFIG", str(folder / "config"))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")


def test_slurm_from_end_to_end_but_for_slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`sbatch` and `scancel` are ours; the job, TLS, the workers and the grading are real."""
    slurm(tmp_path, monkeypatch, SBATCH.format(folder=tmp_path))
    course = make_course(tmp_path / "course", {"anna": RIGHT, "bob": IN_PLACE}, limits="")
    running = start(course, "--cluster", "slurm", "--workers", 1)
    printed, _ = running.communicate()
    assert running.returncode == 0, printed
    assert "tls://127.0.0.1" in (tmp_path / "job.sh").read_text()
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == {"anna": 4, "bob": 1}
    jobs = [int(line) for line in (tmp_path / "jobs").read_text().split()]
    wait_for(lambda: not any(_runs(job) for job in jobs))
    assert list((tmp_path / ".cache" / "autograder-cluster").iterdir()) == []  # the keys are gone


def _runs(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_a_job_that_slurm_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    slurm(tmp_path, monkeypatch, REFUSING)
    said = "^Slurm gives no cluster: sbatch: error: Batch job submission failed: Invalid account$"
    with (
        dask.config.set({"jobqueue.slurm.interface": "lo"}),
        pytest.raises(UserError, match=said),
        connected("slurm", 2, LIMITS, sandbox=True),
    ):
        pass
    assert capfd.readouterr() == ("", "")


# --- Kubernetes ---

IMAGE = "registry.example.edu/deep-learning-by-hand:1"


def spec_of(*, workers: int = 5, sandbox: bool = True, **settings: object) -> dict:
    with dask.config.set(
        {"kubernetes.image": IMAGE, **{f"kubernetes.{key}": value for key, value in settings.items()}}
    ):
        return kubernetes_spec(workers, LIMITS, sandbox)


def pod_of(spec: dict) -> tuple[dict, dict]:
    """The worker's pod, as dask's operator makes it of the resource, and the container in it."""
    from dask_kubernetes.operator.controller.controller import build_worker_deployment_spec  # takes seconds

    worker = spec["spec"]["worker"]
    notes = worker.get("metadata", {}).get("annotations", {})
    made = build_worker_deployment_spec("group", "teaching", "name", "0", worker["spec"], notes, {})
    pod = made["spec"]["template"]
    [container] = pod["spec"]["containers"]
    return pod, container


def admitted(value: object, schema: dict) -> object:
    """What Kubernetes keeps of a resource: fields that the schema does not know are dropped without a word."""
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return value
    if isinstance(value, list):
        return [admitted(entry, schema["items"]) for entry in value]
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        return {
            key: admitted(entry, known.get(key, others))
            for key, entry in value.items()
            if key in known or isinstance(others, dict)
        }
    return value


@pytest.fixture(scope="module")
def schema() -> dict:
    """Of the resource, as the operator's Helm chart installs it."""
    from dask_kubernetes import operator

    chart = Path(operator.__file__).parent / "deployment" / "helm" / "dask-kubernetes-operator"
    definition = yaml.load((chart / "crds" / "daskcluster.yaml").read_text(), yaml.CSafeLoader)
    [version] = definition["spec"]["versions"]
    found = version["schema"]["openAPIV3Schema"]
    found["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
    found["properties"]["metadata"] = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return found


@pytest.mark.parametrize("sandbox", [True, False])
def test_kubernetes_takes_the_resource_and_drops_nothing_of_it(schema: dict, sandbox: bool):
    spec = spec_of(sandbox=sandbox, env={"DLBH_DATASET": "mnist"})
    assert list(Draft202012Validator(schema).iter_errors(spec)) == []
    assert admitted(spec, schema) == spec
    spec["spec"]["worker"]["spec"]["hostUsers"] = False
    assert admitted(spec, schema) != spec  # why the sandbox gets CAP_SYS_ADMIN, and not a user namespace
    spec["spec"]["worker"]["spec"]["containers"] = "worker"
    assert list(Draft202012Validator(schema).iter_errors(spec)) != []


def test_a_pod_has_one_thread_enough_memory_and_what_the_sandbox_needs():
    spec = spec_of(env={"DLBH_DATASET": "mnist"})
    pod, worker = pod_of(spec)
    assert spec["spec"]["worker"]["replicas"] == 5
    assert worker["image"] == IMAGE
    assert worker["args"][:4] == ["dask", "worker", "--nthreads", "1"]
    assert worker["resources"] == {"requests": {"cpu": "1", "memory": str(MEMORY)}, "limits": {"memory": str(MEMORY)}}
    assert {"name": "DLBH_DATASET", "value": "mnist"} in worker["env"]
    assert worker["securityContext"]["capabilities"] == {"add": ["SYS_ADMIN"]}
    assert worker["securityContext"]["seccompProfile"] == {"type": "Unconfined"}
    assert pod["metadata"]["annotations"] == {"container.apparmor.security.beta.kubernetes.io/worker": "unconfined"}
    assert pod["spec"]["automountServiceAccountToken"] is False
    [scheduler] = spec["spec"]["scheduler"]["spec"]["containers"]
    assert scheduler["args"][:2] == ["dask", "scheduler"]
    assert "securityContext" not in scheduler


# A process as in a container: a masked /proc, and no capabilities but those that are named.
CONTAINER = 'mount --bind /dev/null /proc/cpuinfo && exec setpriv --bounding-set "$0" --inh-caps "$0" -- "$@"'
USUAL = "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_raw,+sys_chroot,+mknod,+setfcap"


def container(capabilities: str) -> list[str]:
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", CONTAINER, USUAL + capabilities]


def test_in_a_container_the_sandbox_needs_these_capabilities(tmp_path: Path):
    if os.geteuid() or subprocess.run([*container(""), "true"], capture_output=True).returncode:
        pytest.skip("needs root, to make something like a container")
    assignment = load(make_course(tmp_path, {}) / "solutions" / NAME)
    asked = pickle.dumps((pack(assignment, NOTEBOOK), {"sandbox": True}))
    ours = [f",+{name.lower()}" for name in pod_of(spec_of())[1]["securityContext"]["capabilities"]["add"]]
    said = []
    for capabilities in ("", "".join(ours)):
        command = [*container(capabilities), sys.executable, "-P", "-m", "autograder.grading.readiness"]
        tried = subprocess.run(command, input=asked, capture_output=True, check=True)
        said.append(tried.stdout.decode())
    assert "cannot be confined" in said[0] and "in Kubernetes as docs/clusters.md says" in said[0]
    assert said[1] == ""


def test_without_a_sandbox_students_code_gets_no_rights_from_us():
    pod, worker = pod_of(spec_of(sandbox=False))
    assert "securityContext" not in worker
    assert pod["metadata"]["annotations"] == {}


def test_a_configured_resource_is_taken_as_it_is_but_for_the_number(tmp_path: Path):
    own = spec_of(workers=1)
    own["spec"]["worker"]["spec"]["nodeSelector"] = {"for": "teaching"}
    (tmp_path / "cluster.yaml").write_text(yaml.safe_dump(own))
    for configured in (own, str(tmp_path / "cluster.yaml")):
        spec = spec_of(workers=3, **{"custom-cluster-spec": configured})
        assert spec["spec"]["worker"].pop("replicas") == 3
        assert spec["spec"]["worker"]["spec"] == own["spec"]["worker"]["spec"]
        assert spec["spec"]["scheduler"] == own["spec"]["scheduler"]
