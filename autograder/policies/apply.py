"""Applies an assignment's policies to a notebook's result, and tells the student in the graded notebook."""

from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.policies.lines import Facts, Part, PolicyLine, policy_lines
from autograder.policies.settings import Policies
from autograder.results import NotebookResult

CELL_ID = "autograder-policies"
_NO_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]()<>#+-.!|~$"})


@dataclass(frozen=True)
class FolderFacts:
    """What the policies look at in a submission besides its notebooks."""

    misnamed: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


def facts_of(
    policies: Policies, result: NotebookResult, folder: FolderFacts, seconds_late: float, earned: float | None = None
) -> Facts:
    """The facts about a graded notebook. earned: the points that percentages are of; by default those of its checks."""
    parts = [
        Part(check.grade_id, check.points, check.max_points, check.message)
        for check in result.checks
        if check.points and check.points < check.max_points
    ]
    names = policies.extra_credit.questions if policies.extra_credit else ()
    extra = []
    for name in names:
        own = [check for check in result.checks if check.question == name]
        if own:
            extra.append((name, sum(check.points or 0.0 for check in own), sum(check.max_points for check in own)))
    return Facts(
        earned=(result.score or 0.0) if earned is None else earned,
        parts=tuple(parts),
        extra=tuple(extra),
        misnamed=folder.misnamed,
        unasked=folder.unasked,
        broken=tuple(result.broken_answers),
        group=folder.group,
        seconds_late=seconds_late,
    )


def with_lines(policies: Policies, result: NotebookResult, folder: FolderFacts, seconds_late: float) -> NotebookResult:
    """The result with the lines of the policies; a notebook without a score, or not handed in, has none."""
    if not policies.any or result.score is None or not result.handed_in:
        return replace(result, lines=[], extra_max=0.0)
    facts = facts_of(policies, result, folder, seconds_late)
    return replace(result, lines=policy_lines(policies, facts), extra_max=sum(most for _, _, most in facts.extra))


def tell(nb: NotebookNode, lines: list[PolicyLine]) -> NotebookNode:
    """A graded notebook with a first cell that says what the policies make of the score; without one for no lines."""
    cells = [cell for cell in nb.cells if cell.get("id") != CELL_ID]
    if lines:
        text = "**The course's rules about points.** They apply after the checks.\n\n"
        told = [f"- {line.policy}, {line.points:+.4g}: {line.reason.translate(_NO_MARKDOWN)}" for line in lines]
        cell = new_markdown_cell(text + "\n".join(told))
        cell.id = CELL_ID
        cells.insert(0, cell)
    return NotebookNode({**nb, "cells": cells})
