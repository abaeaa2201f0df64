"""Grading on a dask cluster: the same results as on one machine, whatever becomes of the workers."""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client

from autograder.assignment import load
from autograder.errors import UserError
from autograder.grading.cluster_requirements import Requirements
from helpers.classes import (
    IN_PLACE,
    RIGHT,
    WRONG,
    all_dead,
    grade,
    gradebook_scores,
    graded,
    kept,
    make_course,
    start,
    wait_for,
)
from helpers.sample import NAME
from helpers.sites import Lan, Site, kill

pytestmark = pytest.mark.xdist_group("cluster")  # they need the cores one after the other

CLASS = {
    "anna": RIGHT,
    "bob": IN_PLACE,
    "carl": WRONG,
    "dora": "def double(x):\n    return x + x + 0",
    "emil": "def double(x):\n    raise ValueError(x)",
    "gina": "def double(x):\n    import os\n    os._exit(1)",
    "hugo": RIGHT,
}
EXPECTED = {"anna": 4, "bob": 1, "carl": 0, "dora": 4, "emil": 0, "gina": 0, "hugo": 4}
DIFFERENT = len(set(CLASS.values()))
AS_THE_COMMAND = {"options": {"sandbox": True}}


@pytest.fixture(scope="module")
def lan() -> Iterator[Lan | None]:
    made = Lan() if Lan.can_be_made() else None
    yield made
    if made:
        made.end()


@pytest.fixture(scope="module")
def site(lan: Lan | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A scheduler with two workers, each on a network of its own where that can be."""
    made = Site(tmp_path_factory.mktemp("site"), lan)
    try:
        made.worker()
        made.worker()
        yield made
    finally:
        made.end()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Site]:
    """A scheduler without workers."""
    made = Site(tmp_path)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class, graded on this machine."""
    course = make_course(tmp_path_factory.mktemp("local"), CLASS, limits="")
    grade(course, workers=2, **AS_THE_COMMAND)
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED
    return course


@pytest.fixture
def course(local: Path, tmp_path: Path) -> Path:
    """The same course, ungraded, with the same seed."""
    made = make_course(tmp_path / "course", CLASS, limits="")
    (made / ".autograder-seed").write_bytes((local / ".autograder-seed").read_bytes())
    return made


def results(course: Path) -> dict[str, dict]:
    """What was found out about each student's notebook, but for how long it took and what the processes said."""
    found = {path.parent.name: json.loads(path.read_text()) for path in (course / "results" / NAME).glob("*/*.json")}
    for result in found.values():
        del result["log"], result["seconds"]
    return found


def test_the_workers_are_on_machines_of_their_own(site: Site, lan: Lan | None):
    if lan is None:
        pytest.skip("no network namespaces can be made here; the workers share our network")
    pids = ["self", site.scheduler.pid, *(worker.pid for worker in site.workers)]
    wait_for(lambda: len({os.readlink(f"/proc/{pid}/ns/net") for pid in pids}) == 4)
    with socket.socket() as ours:
        assert ours.connect_ex(("127.0.0.1", site.port)) != 0


def test_the_same_results_as_on_one_machine(site: Site, local: Path, course: Path):
    running = start(course, "--cluster", site.address, within=site.within)
    printed, _ = running.communicate()
    assert running.returncode == 0, printed
    assert graded(printed) == DIFFERENT
    assert len(site.grading()) == 2  # both had a part in it
    assert (course / "grades.csv").read_bytes() == (local / "grades.csv").read_bytes()
    assert results(course) == results(local)
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED
    assert kept(course).keys() == kept(local).keys()
    assert (
        grade(course, cluster="tcp://127.0.0.1:9", **AS_THE_COMMAND)[0] == 0
    )  # where nothing is to be done, nobody is asked


def test_a_worker_that_is_killed_loses_and_doubles_nothing(site: Site, local: Path, course: Path):
    running = start(course, "--cluster", site.address, within=site.within)
    wait_for(lambda: kept(course) or running.poll() is not None)
    kill(site.workers.pop(0))
    before = kept(course)
    assert len(before) < DIFFERENT
    site.worker()  # one that comes later helps
    printed, _ = running.communicate()
    assert running.returncode == 0, printed
    assert graded(printed) == DIFFERENT
    assert before.items() <= kept(course).items()
    assert (course / "grades.csv").read_bytes() == (local / "grades.csv").read_bytes()
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED


def test_control_c_stops_what_runs_on_the_workers_too(site: Site, tmp_path: Path):
    course = make_course(tmp_path, {"anna": "while True:\n    pass", "bob": "while 1:\n    pass"}, limits="")
    running = start(course, "--cluster", site.address, within=site.within)
    busy = wait_for(site.benches)
    os.killpg(running.pid, signal.SIGINT)
    printed, _ = running.communicate()
    assert running.returncode == 130, printed
    assert "The same command goes on" in printed
    assert "Traceback" not in printed
    wait_for(lambda: all_dead(busy))


def test_a_scheduler_that_is_gone_is_one_sentence_and_the_same_command_goes_on(alone: Site, site: Site, course: Path):
    alone.worker()
    running = start(course, "--cluster", alone.address)
    wait_for(lambda: kept(course))
    kill(alone.scheduler)
    printed, _ = running.communicate()
    found = kept(course)
    assert running.returncode == 2, printed
    *progress, said = printed.strip().splitlines()
    assert said.endswith("what was graded is kept, and the same command goes on")
    assert all("graded, 0 without a score" in line for line in progress)
    running = start(course, "--cluster", site.address, within=site.within)
    printed, _ = running.communicate()
    assert running.returncode == 0, printed
    assert graded(printed) == DIFFERENT - len(found) > 0
    assert found.items() <= kept(course).items()
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED


# --- workers that can't be used ---


def refused(course: Path, where: str, **how: object) -> list[str]:
    """Why a cluster was refused; nothing was graded then."""
    with pytest.raises(UserError) as fault:
        grade(course, cluster=where, **how)
    assert kept(course) == {}
    return str(fault.value).splitlines()


def wait_for_workers(site: Site, count: int) -> None:
    with Client(site.address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_course(tmp_path_factory.mktemp("one"), {"anna": RIGHT}, limits="")


# A Python without the autograder.
WITHOUT = "import sys\nsys.modules['autograder.grading'] = None\n"
# A machine that refuses namespaces.
REFUSING = 'echo 0 > /proc/sys/user/max_user_namespaces; exec setpriv --bounding-set -sys_admin -- "$@"'
REFUSES = ["unshare", "--user", "--map-root-user", "sh", "-c", REFUSING, "sh"]


def test_workers_that_are_unfit_are_named_before_anything_is_graded(alone: Site, one: Path, tmp_path: Path):
    alone.worker("--name", "same")
    alone.worker("--name", "other", DLBH_DATASET="mnist")
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    alone.worker("--name", "bare", PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    alone.worker("--name", "refusing", within=REFUSES)
    wait_for_workers(alone, 4)
    *said, last = refused(one, alone.address)
    assert "Nothing was graded" in last
    assert len(said) == 3
    worker = f"The worker {alone.address.rpartition(':')[0]}:"
    for end in (
        f"on {socket.gethostname()} has DLBH_DATASET mnist instead of (none): make them the same.",
        "does not have this autograder; install it there: ",
        "cannot grade: Students' code cannot be confined on this machine: unshare",
    ):
        assert sum(sentence.startswith(worker) and end in sentence for sentence in said) == 1, said


def test_what_differs_is_said_in_few_words(one: Path):
    needs = Requirements.of(load(one / "solutions" / NAME), {})
    there = {**needs.here, "versions": {**needs.here["versions"], "numpy": "1.0", "python": "3.10.1 (main)"}}
    assert needs.difference(needs.here) is None
    assert "numpy 1.0 instead of" in needs.difference(there)
    assert "python 3.10.1 instead of 3." in needs.difference(there)
    assert needs.difference({**needs.here, "grader": "older"}) == "another version of the autograder's own code"
    many = {f"package{i}": "1" for i in range(6)} | needs.here["versions"]
    assert needs.difference({**needs.here, "versions": many}).endswith("and 2 more differences")


@pytest.mark.parametrize(
    ("where", "workers", "said"),
    [
        ("tcp://127.0.0.1:9", None, "No dask scheduler can be reached at tcp://127.0.0.1:9"),
        ("tls://127.0.0.1:9", None, "No dask scheduler can be reached at tls://127.0.0.1:9"),
        ("moon", None, "'moon' is no cluster"),
        ("slurm", None, "Say with --workers"),
        ("kubernetes", 2, "Dask's own image has no autograder"),
    ],
)
def test_a_cluster_that_is_not_there_is_one_sentence(one: Path, where: str, workers: int | None, said: str):
    [sentence] = refused(one, where, workers=workers)
    assert said in sentence


def test_the_command_says_it_in_one_line_and_ends_with_status_2(one: Path):
    running = start(one, "--cluster", "tcp://127.0.0.1:9")
    printed, _ = running.communicate()
    assert running.returncode == 2
    assert len(printed.strip().splitlines()) == 1, printed


def test_without_dask_it_says_what_to_install(one: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "autograder.grading.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        UserError, match=r"^distributed is not installed; --cluster needs: pip install -e '\.\[cluster\]'$"
    ):
        grade(one, cluster="slurm", workers=1)


def test_a_scheduler_without_workers_is_one_sentence(alone: Site, one: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("autograder.grading.cluster.FIRST_SECONDS", 1.0)
    [sentence] = refused(one, alone.address)
    assert "has no workers; start some with `dask worker tcp://127.0.0.1:" in sentence
