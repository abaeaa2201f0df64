"""Workers side by side: killed, hung, interrupted; whatever happens, everybody gets what they deserve, once."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.grading import batch
from helpers.classes import (
    IN_PLACE,
    RIGHT,
    WRONG,
    all_dead,
    grade,
    gradebook_scores,
    graded,
    hand_in,
    kept,
    make_course,
    scores,
    start,
    wait_for,
    workers_of,
)

pytestmark = pytest.mark.xdist_group("parallel")  # they need the cores one after the other

CLASS = {
    "anna": f"import subprocess\nsubprocess.Popen(['sleep', '987'], start_new_session=True)\n{RIGHT}",
    "bob": IN_PLACE,
    "carl": WRONG,
    "dora": RIGHT,
    "emil": "def double(x):\n    return 3 * x",
}
EXPECTED = {"anna": 4.0, "bob": 1.0, "carl": 0.0, "dora": 4.0, "emil": 0.0}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class, graded by one worker that nobody disturbs."""
    course = make_course(tmp_path_factory.mktemp("undisturbed"), CLASS)
    assert grade(course, workers=1)[0] == len(CLASS)
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED
    return course


def test_killed_and_stopped_at_any_moment_it_goes_on_and_grades_nothing_twice(undisturbed: Path, tmp_path: Path):
    course = make_course(tmp_path, CLASS)
    (course / ".autograder-seed").write_bytes((undisturbed / ".autograder-seed").read_bytes())

    found, family, _ = disturb(course, signal.SIGKILL, least=1)  # the coordinator alone
    wait_for(lambda: all_dead(family))

    before = found
    found, family, running = disturb(course, signal.SIGINT, least=len(before) + 1)  # all of its group, as Ctrl-C does
    assert before.items() <= found.items()
    if len(found) < len(CLASS):
        assert all_dead(family)
        printed = running.stdout.read()
        assert running.returncode == 130, printed
        assert "Stopped" in printed and "The same command goes on" in printed.splitlines()[-1]
        assert "Traceback" not in printed

    running = start(course, "--workers", 2)
    if len(found) < len(CLASS):
        wait_for(lambda: workers_of(running.pid))[0].kill()
    printed, _ = running.communicate()
    assert running.returncode == 0, printed
    assert found.items() <= kept(course).items()
    assert graded(printed) == len(CLASS) - len(found)
    assert (course / "grades.csv").read_bytes() == (undisturbed / "grades.csv").read_bytes()
    assert gradebook_scores(f"sqlite:///{course}/gradebook.db") == EXPECTED


def disturb(course: Path, send: signal.Signals, least: int) -> tuple[dict[str, int], list[psutil.Process], Any]:
    """Send a signal when so many are graded: what is kept then, what ran, and the command's process, which is gone."""
    running = start(course, "--workers", 2)
    wait_for(lambda: len(kept(course)) >= least or running.poll() is not None)
    time.sleep(random.random() / 2)
    family = []
    if running.poll() is None:  # else it has graded everything before anybody disturbed it
        family = psutil.Process(running.pid).children(recursive=True)
        (os.killpg if send is signal.SIGINT else os.kill)(running.pid, send)
        running.wait(30)
    return kept(course), family, running


def meanwhile(send: signal.Signals, times: int) -> threading.Thread:
    """Send a signal to the first workers that this process has, `times` in all, when they are at their task."""

    def act() -> None:
        seen: set[int] = set()
        while len(seen) < times:
            for worker in workers_of(os.getpid()):
                if worker.pid not in seen:
                    seen.add(worker.pid)
                    worker.send_signal(send)
            time.sleep(0.02)

    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def test_what_kills_its_worker_twice_is_its_own_problem_and_is_not_kept(undisturbed: Path):
    course, both = undisturbed, ["gina", "hans"]
    hand_in(course, "gina", f"# Gina's\n{IN_PLACE}")
    hand_in(course, "hans", f"# Hans's\n{RIGHT}")
    before = kept(course)
    killing = meanwhile(signal.SIGKILL, 2)
    _, printed = grade(course, workers=1, students=both)
    killing.join()
    assert (scores(course)["gina/doubling"], scores(course)["hans/doubling"]) == ("", "4")
    assert "died 2 times" in printed
    assert len(kept(course)) == len(before) + 1


def test_a_worker_that_hangs_does_not_hold_up_the_batch(undisturbed: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batch, "_longest", lambda limits: 8.0)
    before = set(psutil.Process().children())
    hand_in(undisturbed, "ines", f"# Ines's\n{RIGHT}")
    stopping = meanwhile(signal.SIGSTOP, 1)
    _, printed = grade(undisturbed, workers=1, students=["ines"])
    stopping.join()
    assert scores(undisturbed)["ines/doubling"] == ""
    assert "did not end within 8 seconds" in printed
    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize("module", ["autograder.cli", "autograder.grading.worker"])
def test_neither_a_worker_nor_a_wrong_call_waits_for_what_only_the_gradebook_needs(module: str):
    """nbgrader and its database take over a second to import, and half of a worker's memory."""
    code = (
        f"import sys, {module}\nprint(sorted({{'nbgrader', 'sqlalchemy', 'nbconvert', 'jupytext'}} & {{*sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
