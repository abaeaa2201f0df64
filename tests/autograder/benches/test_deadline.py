"""What a process waits for a processor costs it no time: a busy machine makes no right answer late."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from textwrap import indent

import psutil
import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import Limits, load
from autograder.benches.bench import Bench, BenchDied, BenchSettings
from autograder.benches.deadline import Deadline
from autograder.grading.grade import Grader
from autograder.results import State
from autograder.submissions.rebuild import rebuild_submission
from helpers.sample import NOTEBOOK, SETTINGS, write_sample
from samples.answers import handed_in

SECONDS = 1.0
BUSY = "import os\nfor _ in range(2):\n    os.fork() or os.setsid()\nprint()\nwhile True: pass"  # four processes
told = pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the system does not tell who waits")
WORK = "import time\nbegan = time.process_time()\nwhile time.process_time() - began < {}: pass\n"


@contextmanager
def busy(processor: int) -> Iterator[None]:
    """Processes that keep this processor busy, and leave it to no bench for more than a small part of the time."""
    process = subprocess.Popen(
        [sys.executable, "-uc", BUSY],
        preexec_fn=lambda: os.sched_setaffinity(0, {processor}),
        start_new_session=True,
        stdout=subprocess.PIPE,
    )
    for _ in range(4):
        process.stdout.readline()
    try:
        yield
    finally:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()


@pytest.fixture
def bench() -> Iterator[Bench]:
    limits = Limits(cell_seconds=SECONDS)
    made = Bench(limits, settings=BenchSettings(sandbox=False))
    yield made
    made.close()


@pytest.fixture
def processor() -> int:
    return min(os.sched_getaffinity(0))


@told
def test_waiting_for_a_processor_does_not_count(bench, processor):
    os.sched_setaffinity(bench.pid, {processor})
    with busy(processor):
        cell = new_code_cell(WORK.format(0.4 * SECONDS) + "print(time.monotonic() - wall > limit)")
        assert bench.run(new_code_cell(f"import time\nwall, limit = time.monotonic(), {SECONDS}")) is None
        assert bench.run(cell) is None
    assert cell.outputs[0].text == "True\n", "the processor was not busy"


@told
def test_what_a_process_does_itself_counts_also_there(bench, processor):
    os.sched_setaffinity(bench.pid, {processor})
    with busy(processor):
        assert "was stopped" in bench.run(new_code_cell(WORK.format(60)))


def test_where_the_system_does_not_tell_all_time_counts():
    assert Deadline(0.0, None).left() <= 0
    assert Deadline(0.0, 2**22 + 1).left() <= 0  # no such process
    assert 9 < Deadline(10.0, os.getpid()).left() <= 10


@told
@pytest.mark.parametrize("session", ["pass", "os.setsid()"], ids=["in one session", "each in its own"])
def test_one_who_takes_all_processors_does_not_make_another_late(session, tmp_path):
    """Linux gives each session as much of a processor as another's bench; a bench with many of them is ended."""
    folder = write_sample(tmp_path)
    limits = f"[limits]\ncell_seconds = 60\ncheck_seconds = {SECONDS}\n\n[notebooks.doubling]"
    (folder / "assignment.toml").write_text(SETTINGS.replace("[notebooks.doubling]", limits, 1))
    fork = f"    if os.fork() == 0:\n        {session}\n        while True: pass\n"
    right = f"def double(x):\n{indent(WORK.format(0.2 * SECONDS), '    ')}\n    return 2 * x\n"
    assignment = load(folder)
    with closing(Bench(Limits())) as neighbour, Grader(assignment) as grader:
        with contextlib.suppress(BenchDied):
            neighbour.run(new_code_cell(f"import os\nfor _ in range(20):\n{fork}"))
        others = psutil.Process(neighbour.pid).parent().children(recursive=True) if session == "pass" else []
        nb = handed_in(assignment, NOTEBOOK, {"double_answer": right})
        result = grader.grade(rebuild_submission(assignment, NOTEBOOK, nb, None, []), NOTEBOOK, student="s", seed=1)[1]
        assert {check.state for check in result.checks} == {State.PASSED}
        used = sum(other.cpu_times().user for other in others)
        assert used > SECONDS if others else "sessions" in neighbour.ending()
