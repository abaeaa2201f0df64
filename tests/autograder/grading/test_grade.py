"""Grading whole notebooks: what a crash, a loop or a wrong part costs, and what is written into the notebook."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade

from autograder.assignment import Limits, load
from autograder.grading import session
from autograder.grading.grade import Grader
from autograder.grading.report import remarks
from autograder.grading.task import Outcome
from autograder.results import NotebookResult, State
from autograder.roles import Role, grade_id, role
from autograder.submissions.rebuild import rebuild_submission
from samples.answers import handed_in

SETTINGS = """\
title = "Powers"
forbid = ["scipy"]

[notebooks.powers]
title = "Powers"
minutes = 5

[notebooks.powers.questions.square]
title = "Square"

[notebooks.powers.questions.fourth]
title = "Fourth power"
parts = ["square"]

[notebooks.powers.questions.table]
title = "A table of powers"
parts = ["fourth", "square"]
"""

SOURCE = '''\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, reference, remote, rng

# %% nbgrader={"grade_id": "square_answer", "solution": true}
def square(x):
    """x: float64 (n,). Returns its square, float64 (n,)."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "square_hidden", "points": 2}
# Hidden: square on fresh numbers.
### BEGIN HIDDEN TESTS
x = rng.normal(size=4)
check.close(square(x), reference.square(x), name="square(x)")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fourth_answer", "solution": true}
def fourth(x):
    """x: float64 (n,). Returns its fourth power, float64 (n,), by way of `square`."""
    ### BEGIN SOLUTION
    return square(square(x))
    ### END SOLUTION

# %% nbgrader={"grade_id": "fourth_hidden", "points": 4}
# Hidden: fourth on fresh numbers.
### BEGIN HIDDEN TESTS
x = rng.normal(size=4)
check.close(fourth(x), reference.fourth(x), name="fourth(x)")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fourth_partial", "points": 4}
# Hidden: fourth gives at least the right signs for half of the points.
### BEGIN HIDDEN TESTS
value = check.array(fourth(-np.ones(2)), shape=(2,), name="fourth(x)")
if np.all(value > 0) and not np.all(value == 1):
    check.partial(0.25, "The signs are right, the values are not.")
check.close(value, np.ones(2), name="fourth(x)")
### END HIDDEN TESTS

# %% tags=["setup"] nbgrader={"grade_id": "setup_more"}
from colorsys import ONE_SIXTH

THREE = np.arange(ONE_SIXTH * 18)

# %% nbgrader={"grade_id": "table_answer", "solution": true}
def table_of(x):
    """x: float64 (n,). Returns a dictionary {"fourth": float64 (n,)}."""
    ### BEGIN SOLUTION
    return {"fourth": fourth(x)}
    ### END SOLUTION

# %% nbgrader={"grade_id": "table_run"}
table = table_of(THREE)

# %% nbgrader={"grade_id": "table_hidden", "points": 3}
# Hidden: the table that the cell above made.
### BEGIN HIDDEN TESTS
check.keys(table, ["fourth"], name="table")
check.close(table["fourth"], np.arange(3.0) ** 4, name='table["fourth"]')
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "square_why", "points": 2, "solution": true}
# Because $x x = x^2$.
'''
IN_CHILDREN = """
for _ in range(20):
    if os.fork() == 0:
        {}
        time.sleep(9)
        os._exit(0)
time.sleep(9)
"""
LIMITS = Limits(cell_seconds=4, check_seconds=2, notebook_seconds=60, output_bytes=20_000)


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course") / "solutions" / "hw0_powers"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS)
    (folder / "powers.py").write_text(SOURCE)
    with Grader(replace(load(folder), limits=LIMITS)) as grader:
        yield grader


def graded(grader: Grader, cells: dict[str, str] | None = None, change=lambda nb: None):
    nb = handed_in(grader.assignment, "powers", cells)
    change(nb)
    rebuilt = rebuild_submission(grader.assignment, "powers", nb, None, [])
    return grader.grade(rebuilt, "powers", student="sample", seed=3)


def grade(grader: Grader, cells: dict[str, str] | None = None, **how) -> NotebookResult:
    return graded(grader, cells, **how)[1]


def states(result: NotebookResult) -> dict[str, tuple[State, float | None]]:
    return {check.grade_id: (check.state, check.points) for check in result.checks}


def test_a_right_answer_earns_everything_and_nbgrader_reads_the_same(grader):
    nb, result = graded(grader)
    assert (result.score, result.max_score, result.written_pending) == (13, 13, 2)
    for cell in nb.cells:
        if role(cell) is Role.CHECK:
            points, most = determine_grade(cell)
            assert points == most


@pytest.mark.parametrize("cell", ["square_answer", "fourth_answer"])
def test_an_answer_that_is_not_python_costs_its_question_and_is_named(grader, cell):
    result = grade(grader, {cell: f"def {cell.removesuffix('_answer')}(x:\n    return"})
    first = next(check for check in result.checks if check.points == 0)
    assert first.state is State.FAILED
    assert f"{cell} did not end well: SyntaxError: '(' was never closed (line 1))" in first.message


def test_a_wrong_part_is_paid_once(grader):
    nb, result = graded(grader, {"square_answer": "def square(x):\n    return 3 * x * x"})
    found = states(result)
    assert found["square_hidden"] == (State.FAILED, 0)
    assert found["fourth_hidden"] == (State.PASSED, 4)
    assert found["table_hidden"] == (State.PASSED, 3)
    assert [check.carried_forward for check in result.checks] == [False, True, True, True]
    assert "Right, given right" in result.checks[1].message
    assert sum(determine_grade(cell)[0] for cell in nb.cells if role(cell) is Role.CHECK) == result.score == 11


def test_a_wrong_composite_is_not_saved_by_right_parts(grader):
    result = grade(
        grader,
        {"square_answer": "def square(x):\n    return 3 * x", "fourth_answer": "def fourth(x):\n    return square(x)"},
    )
    found = states(result)
    assert found["fourth_hidden"] == (State.FAILED, 0)
    assert not result.checks[1].carried_forward
    assert found["table_hidden"] == (State.PASSED, 3)  # on the reference's `fourth`


def test_a_part_left_out_does_not_cost_what_is_built_on_it(grader):
    release = grader.assignment.release("powers")
    stub = next(cell.source for cell in release.cells if grade_id(cell) == "square_answer")
    found = states(grade(grader, {"square_answer": stub}))
    assert found["square_hidden"] == (State.NOT_ATTEMPTED, 0)
    assert found["fourth_hidden"] == (State.PASSED, 4)


def test_partial_credit_is_the_same_for_nbgrader(grader):
    nb, result = graded(grader, {"fourth_answer": "def fourth(x):\n    return 7 * square(square(x))"})
    assert states(result)["fourth_partial"] == (State.FAILED, 1)
    cell = next(cell for cell in nb.cells if grade_id(cell) == "fourth_partial")
    assert determine_grade(cell) == (1, 4)


def test_a_crash_in_a_check_costs_that_check_alone(grader):
    crash = "import os\ndef square(x):\n    return x * x if (x == abs(x)).all() else os._exit(0)"
    result = grade(grader, {"square_answer": crash})
    assert states(result)["square_hidden"] == (State.CRASHED, 0)
    assert states(result)["table_hidden"] == (State.PASSED, 3)
    said = next(check.message for check in result.checks if check.grade_id == "square_hidden")
    assert said == "The Python process with your code died during this check: it ended itself with status 0."


def test_a_crash_in_a_cell_is_caught_up_with(grader):
    nb, result = graded(grader, {"+after square_hidden": "import os\nos._exit(0)"})
    assert result.score == 13
    crashed = next(cell for cell in nb.cells if "_exit" in cell.source)
    assert crashed.outputs[-1].ename == "Crashed"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("os._exit(3)", "it ended itself with status 3"),
        ("os.kill(os.getpid(), 11)", "it was ended by SIGSEGV"),
        (IN_CHILDREN.format("x = bytearray(200_000_000)"), "it used more than 700 MB of memory"),
        (IN_CHILDREN.format("os.setsid()"), "it started processes in more than 8 sessions"),
    ],
)
def test_why_a_process_died_is_told(code, why, grader):
    limits = replace(LIMITS, memory_bytes=700_000_000, processes=60)
    with Grader(replace(grader.assignment, limits=limits)) as small:
        nb, _ = graded(small, {"+after square_hidden": f"import os, time\n{code}"})
    crashed = next(cell for cell in nb.cells if code in cell.source)
    assert crashed.outputs[-1].evalue == f"the Python process died in this cell: {why}"


def test_a_loop_in_a_cell_is_stopped_and_the_rest_goes_on(grader):
    nb, result = graded(grader, {"+after square_hidden": "while True:\n    pass"})
    assert result.score == 13
    assert any(out.get("ename") == "TimedOut" for cell in nb.cells for out in cell.get("outputs", []))


def test_a_loop_that_ignores_interrupts_is_killed_and_the_rest_goes_on(grader):
    deaf = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    assert grade(grader, {"+after square_hidden": deaf}).score == 13


def test_a_loop_in_a_check_costs_that_check_alone(grader):
    loop = "def square(x):\n    while not (x == abs(x)).all():\n        pass\n    return x * x"
    result = grade(grader, {"square_answer": loop})
    found = states(result)
    assert found["square_hidden"] == (State.TIMED_OUT, 0)
    assert found["table_hidden"] == (State.PASSED, 3), result.checks


def test_a_bench_that_dies_again_and_again_ends_the_notebook_not_the_batch(grader):
    result = grade(grader, {"square_answer": "import os\ndef square(x):\n    os._exit(0)"})
    assert result.score is not None
    assert states(result)["square_hidden"] == (State.CRASHED, 0)
    assert grade(grader).score == 13


def test_a_notebook_over_its_time_has_no_score_and_is_not_graded_for_ever(grader):
    stub = next(cell.source for cell in grader.assignment.release("powers").cells if grade_id(cell) == "fourth_answer")
    with Grader(replace(grader.assignment, limits=replace(LIMITS, notebook_seconds=3.0))) as hurried:
        cells = {"+after square_answer": "import time\ntime.sleep(3.5)", "fourth_answer": stub}
        nb, result = graded(hurried, cells)
    found = states(result)
    assert found["square_hidden"] == found["table_hidden"] == (State.ERROR, None) and result.score is None
    assert found["fourth_hidden"] == (State.NOT_ATTEMPTED, 0)  # which needs no time to be known
    assert "more than 3 seconds" in result.checks[0].message
    assert "used up" in remarks(result)
    assert Outcome("key", nb, result).is_final  # it would take as long again


def test_endless_output_is_cut(grader):
    nb, result = graded(grader, {"+after square_hidden": "for _ in range(2000):\n    print('x' * 100)"})
    assert result.score == 13
    assert len(str(next(cell for cell in nb.cells if "print" in cell.source).outputs)) < 60_000


def test_a_forbidden_name_costs_the_question_and_says_so(grader):
    answer = "import scipy\ndef square(x):\n    return scipy.square(x)"
    check = grade(grader, {"square_answer": answer}).checks[0]
    assert (check.state, check.points) == (State.FORBIDDEN, 0)
    assert "scipy" in check.message


def test_a_forbidden_import_that_nothing_uses_costs_nothing_and_is_told(grader):
    result = grade(grader, {"square_answer": "import scipy\ndef square(x):\n    return x * x"})
    assert result.score == 13
    assert "scipy" in remarks(result)


def test_a_call_refused_at_run_time_is_named_and_nothing_else_of_its_text_is_repeated(grader):
    answer = "class ForbiddenCall(Exception):\n    pass\ndef square(x):\n    raise ForbiddenCall(f\"'scipy' {x[0]}\")"
    check = grade(grader, {"square_answer": answer}).checks[0]
    assert (check.state, check.points) == (State.FORBIDDEN, 0)
    assert check.message.endswith("It is 'scipy'; write it by hand.")


def test_a_warning_costs_nothing(grader):
    answer = "import warnings\ndef square(x):\n    warnings.warn('odd')\n    return x * x"
    assert grade(grader, {"square_answer": answer}).score == 13


def test_what_a_person_grades_waits_unless_it_is_untouched(grader):
    assert grade(grader).written_pending == 2
    release = grader.assignment.release("powers")
    stub = next(cell.source for cell in release.cells if grade_id(cell) == "square_why")
    result = grade(grader, {"square_why": stub})
    assert (result.written_pending, result.written[0].points) == (0, 0.0)


def test_a_notebook_that_cannot_be_read_has_no_score(grader):
    rebuilt = rebuild_submission(grader.assignment, "powers", None, "powers.ipynb is empty.", [])
    nb, result = grader.grade(rebuilt, "powers", student="sample", seed=3)
    assert result.score is None
    assert all(check.state is State.ERROR and check.points is None for check in result.checks)
    assert "powers.ipynb is empty" in result.checks[0].message
    assert sum(determine_grade(cell)[0] for cell in nb.cells if role(cell) is Role.CHECK) == 0


def test_the_same_seed_gives_the_same_result_and_results_survive_json(grader, tmp_path: Path):
    first, second = (grade(grader, {"square_answer": "def square(x):\n    return x + x"}) for _ in range(2))
    assert [vars(check) for check in first.checks] == [vars(check) for check in second.checks]
    (tmp_path / "result.json").write_text(first.to_json(), encoding="utf-8")
    assert NotebookResult.from_json((tmp_path / "result.json").read_text()) == first


def test_what_the_notebook_shows_holds_no_hidden_text(grader):
    nb, _ = graded(grader, {"square_answer": "def square(x):\n    print(x)\n    raise ValueError(str(x))"})
    for cell in nb.cells:
        assert "HIDDEN" not in cell.source
        if role(cell) is Role.CHECK:
            shown = str(cell.outputs)
            assert "reference" not in shown.replace("the reference's", "") and "rng" not in shown


def test_an_added_cell_after_a_check_cannot_undo_it(grader):
    def spoil(nb):
        nb.cells.append(new_code_cell("def square(x):\n    return None"))

    assert grade(grader, change=spoil).score == 13


# --- crashes, however many there are ---

MANY = "".join(
    f"""\
# %% nbgrader={{"grade_id": "square_{number}", "points": 1}}
# Hidden: square once more.
### BEGIN HIDDEN TESTS
check.close(square(np.ones({number})), np.ones({number}), name="square(x)")
### END HIDDEN TESTS

"""
    for number in range(1, 11)
)
CRASHING = {"square_answer": "import os\ndef square(x):\n    os._exit(0)"}


@pytest.fixture(scope="module")
def long_grader(tmp_path_factory):
    """The same notebook, with ten more checks of `square` in front of the fourth power's answer."""
    folder = tmp_path_factory.mktemp("long") / "solutions" / "hw0_powers"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS)
    before, answer, after = SOURCE.partition('# %% nbgrader={"grade_id": "fourth_answer"')
    (folder / "powers.py").write_text(before + MANY + answer + after)
    with Grader(replace(load(folder), limits=replace(LIMITS, notebook_seconds=600.0))) as grader:
        yield grader


def test_crashes_cost_the_checks_in_which_they_happen_and_no_others(long_grader):
    found = states(grade(long_grader, CRASHING))
    assert [name for name, state in found.items() if state == (State.CRASHED, 0)] == [
        "square_hidden",
        *(f"square_{number}" for number in range(1, 11)),
    ]
    others = {"fourth_hidden": 4, "fourth_partial": 4, "table_hidden": 3}  # on the reference's `square`
    assert {name: found[name] for name in others} == {name: (State.PASSED, worth) for name, worth in others.items()}


def test_what_crashed_is_not_called_again_when_much_time_was_lost(long_grader, monkeypatch):
    monkeypatch.setattr(session, "MOST_LOST", 0.0)
    result = grade(long_grader, CRASHING)
    found = states(result)
    assert found["square_hidden"] == (State.CRASHED, 0)
    assert {found[f"square_{number}"] for number in range(1, 11)} == {(State.ERROR, None)}
    assert "square crashed or did not end" in result.checks[1].message
    assert found["fourth_hidden"] == (State.PASSED, 4) and found["table_hidden"] == (State.PASSED, 3)
    assert result.score is None


def test_a_cell_that_kills_the_process_only_when_it_runs_again_is_left_out(grader):
    at = time.time() + 3
    mine = f"import os, time\nif time.time() > {at}:\n    os._exit(0)"
    late = f"import os, time\ntime.sleep(max(0, {at} - time.time()))\nos._exit(0)"
    assert grade(grader, {"+after square_answer": mine, "+after square_hidden": late}).score == 13


# --- setup cells that fail ---


@pytest.mark.parametrize("breaks", ["np = 3", "import sys\nsys.modules['colorsys'] = None"])
def test_a_setup_cell_that_a_student_broke_costs_what_needs_it_and_names_the_students_cell(breaks, grader):
    cells = {"+after square_answer": "kept = 1", "+after square_hidden": breaks, "+after fourth_hidden": "more = 2"}
    result = grade(grader, cells)
    assert states(result)["table_hidden"] == (State.FAILED, 0)
    assert (result.score, result.fault) == (10, None)
    said = result.checks[-1].message
    assert "setup_more runs by itself, but not after the cell you added after square_hidden" in said


@pytest.mark.parametrize("wrong_too", [False, True])
def test_a_setup_cell_that_does_not_run_here_is_no_fault_of_the_students(wrong_too, grader, tmp_path):
    folder = tmp_path / "solutions" / "hw0_powers"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS)
    (folder / "powers.py").write_text(SOURCE.replace("from colorsys import", "from a_missing_package import"))
    with Grader(replace(load(folder), limits=LIMITS)) as broken:
        nb, result = graded(broken, {"+after square_hidden": "np = 3"} if wrong_too else {})
    assert {state for state, _ in states(result).values()} == {State.ERROR} and result.score is None
    said = result.checks[-1].message
    assert "setup_more" in said and '"from a_missing_package import ONE_SIXTH"' in said and "no fault of yours" in said
    assert not Outcome("key", nb, result).is_final
