"""What the policies make of a score: one line for each that applies, with its points and its reason.

Every percentage is of the same points, those earned before any policy; so no line depends on another, and their order
does not matter. They are listed in the order of `Policies`. Whatever they add up to, the final score is never below 0.
"""

import fnmatch
import math
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.policies.settings import Policies

DAY_SECONDS = 86_400
MAX_NAMED = 5  # files, answers or people that a reason names


@dataclass(frozen=True)
class PolicyLine:
    """One policy's share in a score."""

    policy: str
    points: float  # added to the score: 0 or negative
    reason: str


@dataclass(frozen=True)
class Part:
    """A check that an answer meets in part."""

    check: str
    points: float
    of: float
    reason: str


@dataclass(frozen=True)
class Facts:
    """What the policies look at."""

    earned: float  # points before any policy
    parts: tuple[Part, ...] = ()
    extra: tuple[tuple[str, float, float], ...] = ()  # questions for extra credit: name, points, highest points
    misnamed: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()  # files that nobody asked for
    broken: tuple[str, ...] = ()  # answers that do not run, and why
    group: tuple[str, ...] = ()  # the people who hand in together, as their file names them
    seconds_late: float = 0.0


def policy_lines(policies: Policies, facts: Facts) -> list[PolicyLine]:
    """The lines of all policies that apply."""
    lines = [
        *_half_credit(policies, facts),
        *_extra_credit(policies, facts),
        *_files(policies, facts),
        *_does_not_run(policies, facts),
        *_group(policies, facts),
        *_late(policies, facts),
    ]
    return [line for line in lines if line.reason]


def final_score(earned: float, lines: Iterable[PolicyLine]) -> float:
    """The score after all lines."""
    return max(0.0, earned + math.fsum(line.points for line in lines))


def late_days(seconds: float, free_days: float) -> int:
    """The days, each begun one as a whole, after the due date and the days that cost nothing."""
    return max(0, math.ceil(seconds / DAY_SECONDS - free_days))


def late_points(policies: Policies, earned: float, seconds: float) -> float:
    """The points that lateness costs, at least 0."""
    if policies.late is None:
        return 0.0
    percent = late_days(seconds, policies.late.free_days) * policies.late.percent_per_day
    return earned * min(percent, policies.late.most_percent) / 100


def _half_credit(policies: Policies, facts: Facts) -> list[PolicyLine]:
    if policies.half_credit is None or not facts.parts:
        return []
    told = "; ".join(
        f"{part.check} has {part.points:g} of {part.of:g} points. {part.reason}".strip() for part in facts.parts
    )
    if policies.half_credit.counts:
        return [PolicyLine("half credit", 0.0, f"in the score: {told}")]
    lost = math.fsum(part.points for part in facts.parts)
    return [PolicyLine("half credit", -lost, f"points for a part of a check do not count: {told}")]


def _extra_credit(policies: Policies, facts: Facts) -> list[PolicyLine]:
    earned = [(name, points, most) for name, points, most in facts.extra if points]
    if policies.extra_credit is None or not earned:
        return []
    told = ", ".join(f"{points:g} of {most:g} points for {name}" for name, points, most in earned)
    return [PolicyLine("extra credit", 0.0, f"in the score, on top of its highest: {told}")]


def _files(policies: Policies, facts: Facts) -> list[PolicyLine]:
    if policies.files is None:
        return []
    allowed = policies.files.allowed
    unasked = [name for name in facts.unasked if not any(fnmatch.fnmatch(_base(name), pattern) for pattern in allowed)]
    told = [f"not named as asked for: {_listed(facts.misnamed)}"] if facts.misnamed else []
    told += [f"not asked for: {_listed(unasked)}"] if unasked else []
    return [_part("files", facts, policies.files.percent, "; ".join(told))] if told else []


def _does_not_run(policies: Policies, facts: Facts) -> list[PolicyLine]:
    if policies.does_not_run is None or not facts.broken:
        return []
    return [_part("does not run", facts, policies.does_not_run.percent, f"ended in an error: {_listed(facts.broken)}")]


def _group(policies: Policies, facts: Facts) -> list[PolicyLine]:
    if policies.group is None or len(facts.group) <= policies.group.size:
        return []
    told = f"{len(facts.group)} people ({_listed(facts.group)}), where {policies.group.size} may hand in together"
    return [_part("group", facts, policies.group.percent, told)]


def _late(policies: Policies, facts: Facts) -> list[PolicyLine]:
    if policies.late is None or facts.seconds_late <= 0:
        return []
    late, days = policies.late, late_days(facts.seconds_late, policies.late.free_days)
    free = f", of which {late.free_days:g} cost nothing" if late.free_days else ""
    told = f"{math.ceil(facts.seconds_late / DAY_SECONDS)} days after the due date{free}"
    if days * late.percent_per_day > late.most_percent:
        told += f"; never more than {late.most_percent:g} %"
    return [PolicyLine("late", 0.0 - late_points(policies, facts.earned, facts.seconds_late), told)]


def _part(policy: str, facts: Facts, percent: float, reason: str) -> PolicyLine:
    return PolicyLine(policy, 0.0 - facts.earned * percent / 100, f"{percent:g} % for {reason}" if percent else reason)


def _base(name: str) -> str:
    return name.rpartition("/")[2].rpartition(": ")[2]


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:MAX_NAMED]) + (f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else "")
