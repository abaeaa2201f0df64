"""Late days, and all that policies take away, in nbgrader's gradebook: in its field for late penalties.

nbgrader subtracts this field from a notebook's points, those of written answers included, wherever it shows or exports
a score. Its own plugin for late submissions is asked first; `[policies.late]` configures one of ours.
"""

import math
from copy import deepcopy
from dataclasses import asdict

from nbformat import NotebookNode
from nbgrader.api import Assignment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from traitlets import Float
from traitlets.config import Config

from autograder.policies.apply import FolderFacts, facts_of
from autograder.policies.lines import late_points, policy_lines
from autograder.policies.settings import Late, Policies
from autograder.results import NotebookResult


class LateDays(LateSubmissionPlugin):
    """nbgrader's plugin for late submissions, with a part of the points for each day."""

    percent_per_day = Float(0.0, help="Percent of the score for each day begun after the due date.").tag(config=True)
    free_days = Float(0.0, help="Days after the due date that cost nothing.").tag(config=True)
    most_percent = Float(100.0, help="The highest penalty in percent of the score.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points to subtract; None if nothing is."""
        late = Policies(late=Late(self.percent_per_day, self.free_days, self.most_percent))
        return late_points(late, score, total_seconds_late) or None


def with_late_policy(config: Config, policies: Policies) -> Config:
    """nbgrader's configuration in which `[policies.late]`, if it is there, decides about late submissions."""
    if (late := policies.late) is None:
        return config
    config = deepcopy(config)
    config.AssignLatePenalties.plugin_class = LateDays
    config.LateDays = Config(asdict(late))
    return config


def graded_by_hand(gradebook: Gradebook, assignment: str) -> set[str]:
    """The students of whom some cell has a grade by hand."""
    rows = gradebook.db.execute(
        select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Assignment.name == assignment, Grade.manual_score.is_not(None))
        .distinct()
    ).all()
    return {student for (student,) in rows}


def assign_penalty(
    gradebook: Gradebook,
    config: Config,
    about: dict[str, dict[str, str]],
    policies: Policies,
    result: NotebookResult | None,
    folder: FolderFacts,
) -> None:
    """Write what a notebook's policies take away into the gradebook, after its scores. Grades by hand count as well.

    about: the resources that nbgrader's preprocessors get. result: None where only lateness counts.
    """
    names = about["nbgrader"]
    submission = gradebook.find_submission(names["assignment"], names["student"])
    notebook = gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
    if submission.total_seconds_late > 0 or notebook.late_submission_penalty is not None:
        AssignLatePenalties(config=with_late_policy(config, policies)).preprocess(NotebookNode(cells=[]), about)
        gradebook.db.expire_all()
    if policies.any and result and result.score is not None and result.handed_in:
        facts = facts_of(policies, result, folder, 0.0, earned=notebook.score)
        others = -math.fsum(line.points for line in policy_lines(policies, facts))
        if others:
            late = notebook.late_submission_penalty or 0.0
            notebook.late_submission_penalty = min(notebook.score, late + others)
            gradebook.db.commit()
