"""What a check asks for with `remote` is what the setup cells define, whatever a student's cells make of the names."""

import pytest

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.submissions.rebuild import rebuild_submission
from helpers.sample import NOTEBOOK, SOURCE, write_sample
from samples.answers import handed_in

HELPERS = """
# %% tags=["setup"] nbgrader={"grade_id": "setup_watch"}
START = [0]


class Watched:
    def __init__(self):
        self.calls = sum(START)

    def __call__(self, x):
        self.calls += 1
        return double(x)


def calls_of(function, times):
    watched = Watched()
    for _ in range(times):
        watched(np.zeros(2))
    return [watched.calls, len(function(np.zeros(3)))]
"""
CHECKS = """
# %% nbgrader={"grade_id": "double_watched", "points": 2}
# Checks how often something is called.
### BEGIN HIDDEN TESTS
check.equal([*remote("calls_of")(double, 3)], [3, 3], name="calls")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "double_lambda", "points": 1}
# Checks a sum of four numbers.
### BEGIN HIDDEN TESTS
check.equal(remote("lambda x: sum(len([n]) for n in x)")([1, 2, 3, 4]), 4, name="the sum")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "double_own", "points": 1}
# Checks what double gives for 2.
### BEGIN HIDDEN TESTS
check.close(remote("double")(np.array([2.0])), np.array([4.0]), name="double([2])")
### END HIDDEN TESTS
"""
CHEATS = {
    "a function": "def calls_of(function, times):\n    return [7, 7]",
    "a class": "class Watched(Watched):\n    def __call__(self, x):\n        return x",
    "a method": "Watched.__call__ = lambda self, x: x",
    "a constant": "START = [5]",
    "what is in the function": "calls_of.__code__ = (lambda function, times: [7, 7]).__code__",
    "a builtin": "def sum(numbers):\n    return 7\n\n\ndef len(entries):\n    return 7",
    "what evaluates": "import builtins\nbuiltins.eval = lambda text, names: lambda *given: [7, 7]",
    "gone": "del calls_of, Watched",
    "a module": "class np:\n    zeros = staticmethod(lambda n: [7] * 7)",
}


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    folder = write_sample(tmp_path_factory.mktemp("course"))
    source = SOURCE.replace(
        '\n# %% nbgrader={"grade_id": "double_public"', f'{HELPERS}\n# %% nbgrader={{"grade_id": "double_public"'
    )
    (folder / f"{NOTEBOOK}.py").write_text(source + CHECKS, encoding="utf-8")
    with Grader(load(folder)) as grader:
        yield grader


def states(grader, cells):
    nb = handed_in(grader.assignment, NOTEBOOK, cells)
    rebuilt = rebuild_submission(grader.assignment, NOTEBOOK, nb, None, [])
    _, result = grader.grade(rebuilt, NOTEBOOK, student="s", seed=1)
    return {check.grade_id: (check.state.value, check.message) for check in result.checks}


@pytest.mark.parametrize("cheat", CHEATS)
def test_names_given_another_meaning_change_nothing(grader, cheat):
    found = states(grader, {"+after setup_watch": CHEATS[cheat]})
    asked = ("double_watched", "double_lambda", "double_own")
    assert {name: found[name] for name in asked} == dict.fromkeys(asked, ("passed", ""))


def test_helpers_call_what_the_student_has_defined_by_then(grader):
    """A wrong `double` that counts its own calls wrongly is the one that they meet."""
    found = states(grader, {"double_answer": "def double(x):\n    return [1, 2]"})
    assert found["double_watched"][0] == found["double_own"][0] == "failed"
    later = states(grader, {"+after setup_watch": "def double(x):\n    return 3 * x"})
    assert later["double_own"][0] == "failed"


def test_helpers_that_were_never_learned_are_not_there(grader):
    """Who keeps our hook from running loses what it is for."""
    forget = "get_ipython().events.callbacks['post_run_cell'].clear()\n"
    found = states(grader, {"double_answer": forget + "def double(x):\n    return x + x"})
    assert found["double_watched"][0] == "failed"
    assert found["double_own"][0] == "passed"
