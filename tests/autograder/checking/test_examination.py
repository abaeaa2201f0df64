"""Bench and examiner together, on small notebooks: what a check sees of a student's code, and how it ends."""

import socket
import threading
from contextlib import contextmanager

import pytest
from nbformat.v4 import new_code_cell

from autograder.assignment import Limits
from autograder.benches.bench import Bench, BenchDied, BenchSettings
from autograder.checking.examiner import Examiner, ExaminerError
from autograder.results import State

SETUP = """
import numpy as np
from coursekit import check, reference, remote, rng

def twice(x):
    return double(double(x))
"""
ANSWER = """
def double(x):
    return 2 * x

class Model:
    def __init__(self, size):
        self.params = {"W": np.zeros(size)}
        self.history = [1, 2]
        self.rate = 0.5
    def predict(self, x):
        return x + self.params["W"]
    def __add__(self, other):
        return 10.0
    def __radd__(self, other):
        return 20.0
"""
LIMITS = Limits(cell_seconds=10, check_seconds=3, message_bytes=2_000_000)


def examiner_for(*checks: str, preload: tuple[str, ...] = ()) -> Examiner:
    cells = [("setup", "setup", SETUP), ("answer", "double", ANSWER), ("experiment", "run", "model = Model(3)")]
    cells += [("check", f"check_{n}", code) for n, code in enumerate(checks)]
    return Examiner(cells, message_bytes=LIMITS.message_bytes, memory_bytes=1_000_000_000, preload=preload)


@contextmanager
def sitting(answer: str, *checks: str, examiner: Examiner | None = None, preload: tuple[str, ...] = ()):
    """A function that runs the check of that number against a bench in which `answer` has run."""
    own = examiner or examiner_for(*checks, preload=preload)
    bench = Bench(LIMITS, settings=BenchSettings(preload=preload))
    try:
        own.connect(bench.connection, answer, bench.pid)
        bench.run(new_code_cell("import numpy as np"))
        bench.run(new_code_cell(answer))

        def run(number=0):
            verdict = None
            try:
                bench.serve()
                verdict = own.check(f"check_{number}", 1, LIMITS.check_seconds)
                bench.stop_serving()
            except BenchDied:
                if verdict is None or verdict.state is not State.CRASHED:
                    raise
            return verdict

        run.bench, run.examiner = bench, own
        yield run
    finally:
        bench.close()
        if not examiner:
            own.close()


def verdict(answer: str, check: str, *preload: str):
    with sitting(answer, check, preload=preload) as run:
        return run()


@pytest.fixture(scope="module")
def comparing():
    """One examiner for all tests that ask the same of different answers."""
    examiner = examiner_for(COMPARE)
    yield examiner
    examiner.close()


COMPARE = "x = rng.normal(size=(3, 2))\ncheck.close(double(x), reference.double(x))"


def test_a_right_answer_passes_and_every_check_sees_fresh_inputs_and_setups_own_names():
    draw = "value = double(rng.normal(size=3))\nnp_seen = np\ncheck.equal('np_seen' in dir(), True, name='')"
    again = "check.equal('value' in globals(), False, name='value')\n" + COMPARE
    with sitting(ANSWER, COMPARE, draw, again) as run:
        assert [run(n).state for n in range(3)] == [State.PASSED] * 3


def test_a_gradient_check_takes_a_few_calls_whatever_the_size():
    answer = "calls = 0\ndef double(x):\n    global calls\n    calls += 1\n    return 2 * x"
    compare = """
from coursekit import gradient_check
x = rng.normal(size=(20, 30))
gradient_check(lambda x: (double(x), None), lambda dout, _: double(dout), {"x": x}).assert_passed()
check.at_most(remote("calls"), 25)
"""
    assert verdict(answer, compare).state is State.PASSED


HELD = "remote('__import__(\"autograder.benches.agent\").benches.agent.connected()._objects.__len__()')"


def test_checks_that_follow_one_another_share_no_objects_and_one_that_hangs_stops_no_other():
    checks = (
        "m = Model(2)\ncheck.close(m.predict(np.ones(2)), np.ones(2))",
        f"check.equal({HELD}, 1)",  # `double`, which a helper of setup calls; nothing of the check before
        "Model(2).predict(-np.ones(2))",
        COMPARE,
    )
    answer = ANSWER.replace("return x +", "while x[0] < 0: pass\n        return x +")
    with sitting(answer, *checks) as run:
        run.bench.serve()
        verdicts = [run.examiner.check(f"check_{number}", 1, LIMITS.check_seconds) for number in (0, 1, 2)]
        assert [verdict.state for verdict in verdicts] == [State.PASSED, State.PASSED, State.TIMED_OUT], verdicts[1]
        run.bench.stop_serving()
        assert run(3).state is State.PASSED
        assert run.bench.run(new_code_cell("double(1)")) is None


def test_helpers_of_setup_call_the_students_functions_in_a_check():
    check = "check.close(twice(np.ones(2)), 4 * np.ones(2))"
    assert verdict(ANSWER, check).state is State.PASSED
    assert verdict(ANSWER.replace("2 * x", "3 * x"), check).state is State.FAILED


def test_changes_in_place_come_back():
    unchanged = "x = np.ones(3)\nbefore = x.copy()\ndouble(x)\ncheck.unchanged(before, x, name='x')"
    assert verdict(ANSWER, unchanged).state is State.PASSED
    assert verdict("def double(x):\n    x *= 2\n    return x", unchanged).state is State.FAILED


def test_an_argument_that_requires_gradients_afterwards_is_compared_by_its_values():
    unchanged = "import torch\nx = torch.ones(3)\nbefore = x.clone()\ndouble(x)\ncheck.unchanged(before, x, name='x')"
    answer = "import torch\ndef double(x):\n    x.requires_grad_(True)\n{}    return 2 * x.detach()"
    in_place = "    with torch.no_grad():\n        x += 1\n"
    assert verdict(answer.format(""), unchanged, "torch").state is State.PASSED
    assert verdict(answer.format(in_place), unchanged, "torch").state is State.FAILED


def test_only_check_unchanged_sees_changes_in_place():
    """Neither the check's own arrays nor what it makes of them later are a student's to choose."""
    check = """
x = np.arange(6.0)
part = x[1:4]
double(part)
check.close(x, np.arange(6.0))
check.close(double(part), reference.double(part))
check.unchanged(np.arange(6.0), x, name='x')
"""
    right = "def double(x):\n    y = 2 * x\n    x[:] = 0\n    return y"
    wrong = "def double(x):\n    x[:] = 0\n    return x"
    assert verdict(right, check).message.startswith("x was changed")
    assert verdict(wrong, check).message.startswith("result: 3 of 3")
    assert verdict(ANSWER, check).state is State.PASSED


def test_what_our_cells_import_is_ours_in_checks():
    answer = f"import numpy as np\nfrom coursekit import check\n{ANSWER}"
    cells = [("setup", "setup", SETUP), ("answer", "double", answer)]
    cells += [("check", "check_0", "x = np.ones(3)\ncheck.close(np.abs(double(x) - 2 * x).max(), 0.0)")]
    examiner = Examiner(cells, message_bytes=LIMITS.message_bytes, memory_bytes=1_000_000_000)
    lies = "np.abs = lambda x: np.zeros(3)\nclass check:\n    close = print\ndef double(x):\n    return x"
    with sitting(lies, examiner=examiner) as run:
        assert run().state is State.FAILED
    with sitting(ANSWER, examiner=examiner) as run:
        assert run().state is State.PASSED
    examiner.close()


def test_a_number_of_a_students_that_makes_our_own_loop_endless_times_out():
    endless = """
for _ in range(double(1) * 2**60):
    try:
        pass
    except Exception:
        pass
check.close(1.0, 1.0)
"""
    with sitting(ANSWER, endless) as run:
        found = run()
        assert (found.state, found.replace_examiner) == (State.TIMED_OUT, True)


def test_attributes_of_a_students_object_are_read_and_written_through():
    check = """
m = Model(3)
m.params["W"] = np.arange(3.0)
check.close(m.predict(np.zeros(3)), np.arange(3.0))
m.rate = 0.25
check.close(m.rate, 0.25)
m.history.append(7)
check.equal(tuple(m.history), (1, 2, 7), name="history")
check.equal(sorted(m.params), ["W"], name="params")
check.equal(len(m.params), 1, name="params")
check.close(m + 1.0, 10.0)
check.close(1.0 + m, 20.0)
check.close(remote("lambda m, x: m.predict(x)")(m, np.zeros(3)), np.arange(3.0))
check.equal(hasattr(m, "no_such_thing"), False, name="attribute")
"""
    found = verdict(ANSWER, check)
    assert found.state is State.PASSED, found


@pytest.mark.parametrize("made", ["OrderedDict({})", "defaultdict(int, {})"])
def test_other_kinds_of_dict_are_written_through_as_well(made):
    plain = '{"W": np.zeros(size)}'
    answer = "from collections import OrderedDict, defaultdict\n" + ANSWER.replace(plain, made.replace("{}", plain))
    check = """
m = Model(3)
m.params["W"] = np.arange(3.0)
check.close(m.predict(np.zeros(3)), np.arange(3.0))
check.equal(sorted(m.params), ["W"], name="params")
"""
    found = verdict(answer, check)
    assert found.state is State.PASSED, found


def test_what_python_would_answer_wrongly_in_silence_raises():
    """No check passes that asks such a thing: it fails, with the reason in the message."""
    misuses = [
        *(
            "bool(m)",
            "m == 1",
            "m != 1",
            "len(m)",
            "list(m)",
            "1 in m",
            "float(m)",
            "int(m)",
            "np.asarray(m)",
            "{m: 1}",
        ),
        *("m < 1", "with m: pass", "class Own(Model): pass", "m.params['W'][:] = 1", "double(lambda x: x)"),
        "import copy; copy.deepcopy(m)",
    ]
    with sitting(ANSWER, *(f"check.close(1.0, 1.0)\nm = Model(3)\n{misuse}" for misuse in misuses)) as run:
        for number, misuse in enumerate(misuses):
            assert run(number).state is State.FAILED, misuse


def test_a_check_that_compared_nothing_does_not_pass():
    assert verdict(ANSWER, "for item in []:\n    check.close(item, 1.0)").state is State.FAILED


def test_a_name_that_the_student_did_not_define_fails_and_is_named():
    found = verdict("pass", COMPARE)
    assert found.state is State.FAILED
    assert "double" in found.message


LINE = "from autograder.benches import agent\ndef double(x):\n    line = agent.connected()._channel._socket\n"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("def double(x):\n    raise NotImplementedError('FILL_IN')", State.NOT_ATTEMPTED),
        ("def double(x):\n    raise ValueError('x is 12345')", State.FAILED),
        ("def double(x):\n    raise SystemExit(0)", State.FAILED),
        ("def double(x):\n    while True:\n        pass", State.TIMED_OUT),
        ("import time\ndef double(x):\n    time.sleep(1000)", State.TIMED_OUT),
        ("import os\ndef double(x):\n    os._exit(0)", State.CRASHED),
        ("import os\ndef double(x):\n    os.kill(os.getpid(), 9)", State.CRASHED),
        ("def double(x):\n    return double(x)", State.FAILED),
        ("def double(x):\n    return np.zeros(10**6)", State.FAILED),
        ("def double(x):\n    return [x] * 20_000", State.FAILED),
        (LINE + "    line.close()\n    return 2 * x", State.CRASHED),
        (LINE + "    line.sendall(b'x' * 100)\n    return 2 * x", State.FAILED),
    ],
)
def test_how_a_wrong_answer_ends(answer, state, comparing):
    with sitting(answer, examiner=comparing) as run:
        found = run()
    assert found.state is state, found
    assert found.fraction == 0


def test_an_exception_carries_nothing_out_but_its_type_and_the_students_line():
    found = verdict(
        "class Inputs_are_12345(Exception): pass\ndef double(x):\n    raise Inputs_are_12345(f'x is {x}')", COMPARE
    )
    assert "12345" not in found.message.split('"')[0]
    assert "x is [" not in found.message
    assert "raise Inputs_are_12345" in found.message


def test_after_a_timeout_the_same_bench_answers_the_next_check():
    slow = "calls = []\ndef double(x):\n    calls.append(1)\n    while len(calls) == 1:\n        pass\n    return 2 * x"
    with sitting(slow, COMPARE, COMPARE) as run:
        assert [run(0).state, run(1).state] == [State.TIMED_OUT, State.PASSED]


def test_an_answer_that_ignores_interrupts_costs_the_bench():
    deaf = """
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
    with sitting(deaf, COMPARE) as run, pytest.raises(BenchDied):
        run()


def test_a_check_that_swallows_the_timeout_still_does_not_pass():
    check = "try:\n    double(np.ones(2))\nexcept Exception:\n    pass\ncheck.close(1.0, 1.0)"
    assert verdict("def double(x):\n    while True:\n        pass", check).state is State.TIMED_OUT


def test_what_the_bench_prints_during_a_check_goes_to_the_log_alone():
    with sitting("def double(x):\n    print('printed in a check')\n    return 2 * x", COMPARE) as run:
        found = run()
        assert found.state is State.PASSED
        assert "printed" not in found.message + found.details
        assert "printed in a check" in run.bench.log.text


def test_a_setup_or_reference_that_fails_is_the_examiners_error_and_names_the_cell():
    with pytest.raises(ExaminerError, match="broken"):
        Examiner([("setup", "broken", "1 / 0")], message_bytes=1000, memory_bytes=10**9)


def test_an_examiner_that_runs_out_of_memory_says_so_and_gives_no_points():
    with sitting(ANSWER, "big = np.ones(10**9)\ncheck.close(1.0, 1.0)") as run:
        assert run().state is State.FAILED


def test_a_bench_that_talks_nonsense_passes_nothing():
    """An adversary at the other end of the line, instead of a bench."""
    examiner = examiner_for(COMPARE)
    ours, theirs = socket.socketpair()
    examiner.connect(ours)
    answers = [b"\xff" * 100, b"\0" * 12, b"", b'{"id": 1}' * 3]

    def babble():
        for answer in answers:
            theirs.sendall(answer)
        theirs.close()

    talker = threading.Thread(target=babble)
    talker.start()
    assert examiner.check("check_0", 1, 3.0).fraction == 0
    talker.join()
    ours.close()
    examiner.close()
