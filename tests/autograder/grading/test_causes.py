"""A check that fails for what a cell did to names or to the process says so; what is not certain is not said."""

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import load
from autograder.grading.causes import cause
from autograder.grading.grade import Grader
from autograder.submissions.rebuild import rebuild_submission
from helpers.sample import NOTEBOOK, write_sample
from samples.answers import handed_in

RIGHT = "def double(x):\n    return np.add(x, x)"


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    with Grader(load(write_sample(tmp_path_factory.mktemp("course")))) as grader:
        yield grader


def message(grader: Grader, answer: str, added: str | None = None) -> str:
    nb = handed_in(grader.assignment, NOTEBOOK, {"double_answer": answer})
    if added is not None:
        place = next(i for i, cell in enumerate(nb.cells) if "return np.add" in cell.source)
        nb.cells.insert(place + 1, new_code_cell(added))
    rebuilt = rebuild_submission(grader.assignment, NOTEBOOK, nb, None, [])
    _, result = grader.grade(rebuilt, NOTEBOOK, student="anna", seed=1)
    return result.checks[0].message


@pytest.mark.parametrize(
    ("answer", "added", "says"),
    [
        (RIGHT, "np = 3", "(`np` is not numpy any more: the cell you added after double_answer sets it.)"),
        (
            RIGHT,
            "%reset -f",
            "(The cell you added after double_answer runs %reset, which deletes all names before it.)",
        ),
        (
            f"%%timeit -n 1 -r 1\n{RIGHT}",
            None,
            "(The cell double_answer begins with %%timeit, which keeps no names; take that line away.)",
        ),
        (
            f"%%writefile answer.py\n{RIGHT}",
            None,
            "(The cell double_answer begins with %%writefile, which keeps no names; take that line away.)",
        ),
        (
            RIGHT,
            "del np",
            "raised NameError in your line \"return np.add(x, x)\": name 'np' is not defined. "
            "(The cell you added after double_answer deletes it.)",
        ),
    ],
)
def test_the_cell_that_took_a_name_away_is_named(grader, answer, added, says):
    assert says in message(grader, answer, added)


SLOW = "import time\n\ndef double(x):\n    time.sleep(1.5)\n    return 2 * x"


@pytest.mark.parametrize(
    "alarm",
    [
        "import signal\nsignal.alarm(1)",
        "from signal import alarm as ring\nring(1)",
        "import signal as s\ns.alarm(1)",
        "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.3)",
    ],
)
def test_an_alarm_that_ends_the_process_is_named(grader, alarm):
    said = message(grader, f"{alarm}\n{SLOW}")
    assert "died during this check: it was ended by SIGALRM. (The cell double_answer sets an alarm, which ends" in said


@pytest.mark.parametrize(
    "alarm",
    [
        "signal.alarm(9)\nsignal.alarm(0)",
        "signal.setitimer(signal.ITIMER_REAL, 0.3)\nsignal.setitimer(signal.ITIMER_REAL, 0.0)",
        "for _ in range(2):\n    signal.alarm(9)\nsignal.alarm(0)",
        "def never():\n    signal.alarm(9)",
        "class Clock:\n    def alarm(self, s):\n        pass\nClock().alarm(3)",
        "signal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.alarm(9)",
    ],
)
def test_an_alarm_that_need_not_ring_is_not_blamed(grader, alarm):
    dies = f"import os, signal\n{alarm}\ndef double(x):\n    os._exit(1)"
    assert message(grader, dies).endswith("died during this check: it ended itself with status 1.")


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        (RIGHT, "np_ = 3"),
        (RIGHT, "%reset in"),
        (RIGHT, "np = 3\nimport numpy as np"),
        (RIGHT, "if False:\n    np = 3"),
        (RIGHT.replace("np.add", "np.ad"), None),
        (RIGHT, "del double\n" + RIGHT),
        (RIGHT, "np = 3\nraise ValueError"),
    ],
)
def test_no_cause_is_named_that_is_not_certain(grader, answer, added):
    said = message(grader, answer, added)
    assert "any more" not in said
    assert "which" not in said


def test_other_messages_have_no_cause():
    assert cause("double(x)[0] is 1, not 2.", [], str) is None
