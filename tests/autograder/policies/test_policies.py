"""Policies: what each makes of a score, that none touches another, and that a wrong setting is named."""

import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from autograder.assignment import AssignmentError, load
from autograder.policies.apply import CELL_ID, FolderFacts, tell, with_lines
from autograder.policies.lines import DAY_SECONDS, Facts, Part, PolicyLine, final_score, late_days, policy_lines
from autograder.policies.settings import (
    DoesNotRun,
    ExtraCredit,
    Files,
    Group,
    HalfCredit,
    Late,
    Policies,
    PolicyError,
    read_policies,
)
from autograder.results import CheckResult, NotebookResult, State
from helpers.sample import SETTINGS, write_sample

EVERYTHING = Policies(
    half_credit=HalfCredit(counts=False),
    extra_credit=ExtraCredit(("tricks",)),
    files=Files(5, ("*.pdf",)),
    does_not_run=DoesNotRun(20),
    group=Group(2, 10),
    late=Late(10, free_days=1, most_percent=50),
)
PARTS = (Part("training_accuracy", 1.5, 3, "72 %: 75 % is asked for all points."),)
FACTS = Facts(
    40.0,
    parts=PARTS,
    extra=(("tricks", 4, 5),),
    misnamed=("homework.zip",),
    unasked=("test1.py", "notes.pdf"),
    broken=("fc_forward: NameError",),
    group=("Anna", "Bob", "Carl"),
    seconds_late=2.5 * DAY_SECONDS,
)


def test_each_policy_is_a_line_with_its_points_and_its_reason():
    assert policy_lines(EVERYTHING, FACTS) == [
        PolicyLine(
            "half credit",
            -1.5,
            "points for a part of a check do not count: training_accuracy has 1.5 of 3 points. "
            "72 %: 75 % is asked for all points.",
        ),
        PolicyLine("extra credit", 0.0, "in the score, on top of its highest: 4 of 5 points for tricks"),
        PolicyLine("files", -2.0, "5 % for not named as asked for: homework.zip; not asked for: test1.py"),
        PolicyLine("does not run", -8.0, "20 % for ended in an error: fc_forward: NameError"),
        PolicyLine("group", -4.0, "10 % for 3 people (Anna, Bob, Carl), where 2 may hand in together"),
        PolicyLine("late", -8.0, "3 days after the due date, of which 1 cost nothing"),
    ]
    assert final_score(40.0, policy_lines(EVERYTHING, FACTS)) == 16.5


def test_what_is_in_order_has_no_line():
    assert policy_lines(EVERYTHING, Facts(40.0, unasked=("notes.pdf",), group=("Anna", "Bob"))) == []
    assert policy_lines(Policies(), FACTS) == []


@pytest.mark.parametrize(
    ("seconds", "free", "days"),
    [(0, 0, 0), (1, 0, 1), (DAY_SECONDS, 0, 1), (DAY_SECONDS + 1, 0, 2), (DAY_SECONDS, 1, 0), (DAY_SECONDS + 1, 1, 1)],
)
def test_each_day_counts_once_it_has_begun(seconds, free, days):
    assert late_days(seconds, free) == days


PERCENT = st.floats(0, 100)
ALL_POLICIES = st.builds(
    Policies,
    half_credit=st.none() | st.builds(HalfCredit, st.booleans()),
    extra_credit=st.none() | st.just(ExtraCredit(("tricks",))),
    files=st.none() | st.builds(Files, PERCENT),
    does_not_run=st.none() | st.builds(DoesNotRun, PERCENT),
    group=st.none() | st.builds(Group, st.integers(1, 3), PERCENT),
    late=st.none() | st.builds(Late, PERCENT, st.floats(0, 9), PERCENT),
)
NAMES = st.lists(st.text(max_size=5), max_size=3).map(tuple)
ALL_FACTS = st.builds(
    Facts,
    earned=st.floats(0, 100),
    parts=st.just(()) | st.just(PARTS),
    extra=st.just(()) | st.just((("tricks", 4.0, 5.0),)),
    misnamed=NAMES,
    unasked=NAMES,
    broken=NAMES,
    group=NAMES,
    seconds_late=st.floats(0, 1e7),
)


@given(policies=ALL_POLICIES, facts=ALL_FACTS)
def test_switching_one_off_changes_its_own_line_only_and_no_score_is_below_0(policies, facts):
    lines = policy_lines(policies, facts)
    assert 0 <= final_score(facts.earned, lines) <= facts.earned
    assert all(line.points <= 0 and line.reason for line in lines)
    for policy in fields(Policies):
        name = policy.name.replace("_", " ")
        others = policy_lines(replace(policies, **{policy.name: None}), facts)
        assert others == [line for line in lines if line.policy != name]


@given(facts=ALL_FACTS, late=st.floats(0, 1e7), more=st.floats(0, 1e7))
def test_later_never_costs_less(facts, late, more):
    scores = [
        final_score(facts.earned, policy_lines(EVERYTHING, replace(facts, seconds_late=seconds)))
        for seconds in (late, late + more)
    ]
    assert scores[0] >= scores[1] or math.isclose(*scores)


# --- settings ---

TABLE = {
    "late": {"percent_per_day": 10, "free_days": 1, "most_percent": 50},
    "files": {"percent": 5, "allowed": ["*.pdf"]},
    "does_not_run": {"percent": 20},
    "extra_credit": {"questions": ["tricks"]},
    "half_credit": {"counts": False},
    "group": {"size": 2, "percent": 10},
}


def test_the_table_is_read_and_each_policy_can_be_switched_off():
    assert read_policies(TABLE, {"tricks"}) == EVERYTHING
    for name in TABLE:
        off = read_policies({**TABLE, name: {**TABLE[name], "enabled": False}}, {"tricks"})
        assert off == replace(EVERYTHING, **{name: None})
    assert not read_policies({}).any


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ([], "[policies] is no table"),
        ({"lte": {}}, "[policies]: unknown policy 'lte'; known are half_credit, extra_credit, files"),
        ({"late": 10}, "[policies.late] is no table"),
        ({"late": {}}, "[policies.late] lacks 'percent_per_day'; give it a value"),
        ({"late": {"percent_per_day": -3}}, "[policies.late]: percent_per_day is -3; write a number from 0 to 100"),
        ({"late": {"percent_per_day": float("nan")}}, "write a number from 0 to 100"),
        ({"late": {"percent_per_day": True}}, "percent_per_day is True; write a number from 0 to 100"),
        ({"late": {"percent_per_day": 1, "free_days": -1}}, "free_days is -1; write a number of at least 0"),
        ({"late": {"percent_per_day": 1, "days": 1}}, "unknown setting 'days'; known are enabled, percent_per_day"),
        ({"late": {"enabled": "no"}}, "enabled is 'no'; write true or false"),
        ({"files": {"percent": 5, "allowed": "*.pdf"}}, "allowed is '*.pdf'; write a list of texts"),
        ({"group": {"size": 0}}, "size is 0; write a whole number above 0"),
        ({"group": {"size": 2, "file": "../x"}}, "file is '../x'; write the name of a file"),
        ({"half_credit": {"counts": 1}}, "counts is 1; write true or false"),
        ({"extra_credit": {"questions": ["tricsk"]}}, "no question 'tricsk'; known are tricks"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(table, says):
    with pytest.raises(PolicyError) as refused:
        read_policies(table, {"tricks"})
    assert says in str(refused.value)


def test_an_assignment_names_its_file_too(tmp_path):
    folder = write_sample(tmp_path)
    (folder / "assignment.toml").write_text(f"{SETTINGS}\n[policies.files]\npercent = 500\n")
    with pytest.raises(AssignmentError, match=r"assignment.toml, \[policies.files\]: percent is 500; write a number"):
        load(folder)


# --- a notebook's result ---


def result(*points: float | None) -> NotebookResult:
    checks = [
        CheckResult(f"double_{n}", "double", State.ERROR if earned is None else State.PASSED, 3.0, earned)
        for n, earned in enumerate(points)
    ]
    return NotebookResult("anna", "hw0", "doubling", 1, checks=checks)


def test_a_result_has_a_score_after_the_policies_and_comes_back_from_json():
    policies = replace(EVERYTHING, extra_credit=ExtraCredit(("double",)))
    found = with_lines(policies, result(3.0, 1.5), FolderFacts(misnamed=("x.zip",)), DAY_SECONDS * 2)
    assert [line.policy for line in found.lines] == ["half credit", "extra credit", "files", "late"]
    assert (found.score, found.max_score, found.extra_max) == (4.5, 6.0, 6.0)
    assert found.final_score == pytest.approx(4.5 - 1.5 - 0.225 - 0.45)
    assert NotebookResult.from_json(found.to_json()) == found


def test_what_has_no_score_or_was_not_handed_in_has_no_lines():
    late = 9 * DAY_SECONDS
    assert with_lines(EVERYTHING, result(3.0, None), FolderFacts(("x.zip",)), late).final_score is None
    assert with_lines(EVERYTHING, result(3.0, None), FolderFacts(("x.zip",)), late).lines == []
    assert with_lines(EVERYTHING, replace(result(3.0), handed_in=False), FolderFacts(), late).lines == []


def test_the_graded_notebook_says_so_once_and_names_of_files_are_no_markdown():
    nb = new_notebook(cells=[new_code_cell("x")])
    lines = [PolicyLine("files", -0.25, "5 % for not asked for: <b>_x_.py")]
    told = tell(tell(nb, lines), lines)
    assert [cell.get("id") == CELL_ID for cell in told.cells] == [True, False]
    assert told.cells[0].source.endswith("- files, -0.25: 5 % for not asked for: \\<b\\>\\_x\\_\\.py")
    assert tell(told, []).cells == nb.cells
