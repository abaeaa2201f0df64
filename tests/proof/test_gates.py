"""The proof that scores can be trusted: right answers earn everything, nothing earns nothing, a mistake costs its own.

One grading takes seconds; the graders (and so the examiners) are shared by all tests of a worker. Which sample answers
are graded, and which of them in full, is said by `proof.plugin.Plan`: all of them with `--prove`. What is graded in
full is graded alone; the others are graded in packs of answers that do not touch each other, and in smaller ones where
a pack fails.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

import pytest

from autograder.assignment import load
from autograder.grading.grade import Grader
from autograder.results import State
from autograder.roles import Role, is_left_out, role
from autograder.sample_answers import Answer
from helpers.proof.dependence import Dependence
from helpers.proof.grading import OtherLosses, changeable, grade, prove, report
from helpers.proof.packing import packs, together, touched
from helpers.proof.plugin import plan_of
from helpers.proof.selection import checks_to_spare
from helpers.proof.subjects import SOLUTIONS, Subject
from samples.answers import handed_files, handed_in

FEWEST_WRONG, FEWEST_RIGHT = 25, 8
_graders: list[Grader] = []


@cache
def grader(name: str, diagnoses: bool) -> Grader:
    """The grader of an assignment; it looks for known mistakes where asked to, which takes a third of the time."""
    assignment = load(SOLUTIONS / name)
    _graders.append(Grader(assignment if diagnoses else replace(assignment, mistakes=None)))
    return _graders[-1]


@pytest.fixture(scope="session", autouse=True)
def close_graders():
    yield
    for one in _graders:
        one.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test for each notebook; where it asks for answers, for each pack of the chosen answers of this kind."""
    plan = plan_of(metafunc.config)
    if kind := next((name for name in ("right", "wrong") if name in metafunc.fixturenames), None):
        params = [param for subject in plan.subjects for param in _answers(plan, subject, kind)]
        metafunc.parametrize(("subject", kind, "full", "spared"), params)
        return
    what = [mark.args[0] for mark in metafunc.definition.iter_markers("about")]
    marks = {subject: [pytest.mark.proves(str(subject), name) for name in what] for subject in map(str, plan.subjects)}
    params = [pytest.param(subject, id=subject.notebook, marks=marks[str(subject)]) for subject in plan.subjects]
    metafunc.parametrize("subject", params)


def _answers(plan, subject: Subject, kind: str) -> list:
    chosen = plan.answers(subject)
    answers = [answer for answer in getattr(subject, kind) if (kind, answer.name) in chosen]
    alone = [([answer], True) for answer in answers if chosen[kind, answer.name]]
    packed = packs((answer for answer in answers if not chosen[kind, answer.name]), touched)
    return [
        pytest.param(
            subject,
            pack,
            full,
            checks_to_spare(subject, pack, plan.seed) if kind == "wrong" and not full else frozenset(),
            id=f"{subject.notebook}-{pack[0].name}" + (f"-and-{len(pack) - 1}-more" if len(pack) > 1 else ""),
            marks=[pytest.mark.proves(str(subject), f"{kind} {answer.name}") for answer in pack],
        )
        for pack, full in [*alone, *((pack, False) for pack in packed)]
    ]


def prove_packed(subject: Subject, answers: Sequence[Answer], full: bool = False, spared: Collection[str] = ()) -> None:
    """Assert that each answer loses exactly what it declares; in full, also that it is not taken for another mistake.

    All answers are graded together. Where that fails, those that can be the reason are graded again without sparing:
    alone, those that declare a loss at the checks that surprise, and together the others; or each half.
    """
    by = grader(subject.assignment, full)
    try:
        prove(by, subject.notebook, together(answers), full=full, spared=spared, files=subject.files)
    except OtherLosses as fault:  # of one of them; or one uses what another has made wrong, or needs a spared check
        if len(answers) == 1 and not spared:
            raise
        may_be = {a.name: changeable(by, subject.notebook, a) | a.loses.keys() for a in answers}
        reasons = [answer for answer in answers if may_be[answer.name] & fault.checks] or answers
        for part in parts(reasons, fault.checks, again=bool(spared) or len(reasons) < len(answers)):
            prove_packed(subject, part)


def parts(answers: Sequence[Answer], checks: Collection[str], again: bool) -> list[Sequence[Answer]]:
    """What to grade after a pack had other losses at these checks; all in one, if need be, only where `again`."""
    declare = [answer for answer in answers if answer.loses.keys() & checks]
    others = [answer for answer in answers if answer not in declare]
    if len(declare) > 1 or (declare and others):
        return [*([answer] for answer in declare), *([others] if others else [])]
    middle = len(answers) // 2
    return [answers] if again else [answers[:middle], answers[middle:]]


@pytest.mark.about("reference")
def test_the_reference_earns_everything_and_runs_to_its_end(subject: Subject):
    by = grader(subject.assignment, False)
    graded, result = grade(
        by, subject.notebook, handed_in(by.assignment, subject.notebook), files=handed_files(subject.files)
    )
    assert result.score == result.max_score > 0, report(result)
    assert all(check.state is State.PASSED for check in result.checks)
    assert not result.repairs
    errors = [out for cell in graded.cells for out in cell.get("outputs", []) if out.output_type == "error"]
    assert not errors


@pytest.mark.about("release")
def test_the_untouched_release_earns_nothing_and_runs_to_its_end(subject: Subject):
    by = grader(subject.assignment, False)
    graded, result = grade(by, subject.notebook, by.assignment.release(subject.notebook))
    assert result.score == 0
    assert {check.state for check in result.checks} == {State.NOT_ATTEMPTED}
    assert {answer.points for answer in result.written} == {0.0}
    ran = [cell for cell in graded.cells if role(cell) in (Role.SETUP, Role.ANSWER, Role.EXPERIMENT)]
    assert all(bool(cell.execution_count) != is_left_out(cell) for cell in ran)
    assert subject.checks.keys() == {check.grade_id for check in result.checks}


def test_a_wrong_answer_loses_exactly_what_it_declares(
    subject: Subject, wrong: Sequence[Answer], full: bool, spared: Collection[str]
):
    silent = [answer.name for answer in wrong if not answer.loses]
    assert not silent, f"{silent} declare no loss: they prove nothing"
    prove_packed(subject, wrong, full, spared)


def test_a_right_answer_in_another_style_loses_nothing(
    subject: Subject, right: Sequence[Answer], full: bool, spared: Collection[str]
):
    """Right answers fit together even where one uses another."""
    assert not any(answer.loses for answer in right)
    prove_packed(subject, right, full, spared)


def test_there_are_enough_sample_answers_and_every_check_is_lost_by_one(subject: Subject):
    """A check that no wrong answer fails may be one that cannot fail."""
    assert len(subject.wrong) >= FEWEST_WRONG
    assert len(subject.right) >= FEWEST_RIGHT
    failed = set().union(*(answer.loses for answer in subject.wrong))
    assert failed <= subject.checks.keys(), "an answer declares a check that does not exist"
    assert subject.checks.keys() <= failed, f"no wrong answer loses {sorted(subject.checks.keys() - failed)}"


def test_what_any_answer_loses_is_what_it_can_change_by_reading(subject: Subject):
    """Of all answers, those that are not graded today as well: what they lose has been proven."""
    assignment = grader(subject.assignment, False).assignment
    for answer in subject.wrong:
        missed = answer.loses.keys() - Dependence(assignment, subject.notebook, answer.cells, answer.files).checks
        assert not missed, f"{answer.name} loses {sorted(missed)}: mend proof/dependence.py"
