"""Writes submissions and scores into nbgrader's database: into its own tables, in few statements.

nbgrader makes or loads an object for the grade and the comment of each cell, of which a notebook has more than a
hundred, and ends a transaction after each step.
"""

import logging
from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import insert, select, update

from autograder.errors import UserError
from autograder.results import State
from autograder.roles import Role, grade_id, role

# What a submitted notebook has for a cell, by the cell's type.
_ROWS_OF = {"GradeCell": (Grade,), "SolutionCell": (Comment,), "TaskCell": (Grade, Comment)}

log = logging.getLogger("autograder")


def submission_of(
    gradebook: Gradebook, assignment: str, student: str, timestamp: datetime | None
) -> SubmittedAssignment:
    """A student's submission, handed in at `timestamp`; if it is new, with a row for each grade and comment.

    It does the same as nbgrader's `update_or_create_student` and `update_or_create_submission`, but leaves the
    transaction open.
    """
    when = utils.parse_utc(timestamp)
    try:
        submission = gradebook.find_submission(assignment, student)
        submission.timestamp = when
    except MissingEntry:
        submission = _new_submission(gradebook, assignment, student, when)
    return submission


def _new_submission(
    gradebook: Gradebook, assignment: str, student: str, timestamp: datetime | None
) -> SubmittedAssignment:
    db, given_out = gradebook.db, gradebook.find_assignment(assignment)
    owner = db.get(Student, student) or Student(id=student)
    submission = SubmittedAssignment(assignment=given_out, student=owner, timestamp=timestamp)
    for notebook in given_out.notebooks:
        SubmittedNotebook(notebook=notebook, assignment=submission)
    db.add(submission)
    db.flush()  # gives all of them their ids
    rows: dict[type, list[dict[str, Any]]] = {Grade: [], Comment: []}
    for notebook in submission.notebooks:
        cells = select(BaseCell.id, BaseCell.type).where(BaseCell.notebook_id == notebook.notebook_id)
        for cell, kind in db.execute(cells):
            for table in _ROWS_OF.get(kind, ()):
                rows[table].append({"cell_id": cell, "notebook_id": notebook.id})
    for table, values in rows.items():
        if values:
            db.execute(insert(table), values)
    return submission


def save_grades(gradebook: Gradebook, nb: NotebookNode, assignment: str, notebook: str, student: str) -> None:
    """Write one graded notebook's scores and comments into nbgrader's database, and end the transaction.

    It does the same as nbgrader's `SaveAutoGrades`, except that a check that did not run, and every cell of a notebook
    that could not be graded, gets no score and needs manual grading. Manual scores stay and are marked for review.
    """
    row = gradebook.find_submission_notebook(notebook, assignment, student).id
    named = select(BaseCell.name, Grade.id, Grade.manual_score).join(Grade, Grade.cell_id == BaseCell.id)
    grades = {name: (id, by_hand) for name, id, by_hand in gradebook.db.execute(named.where(Grade.notebook_id == row))}
    named = select(BaseCell.name, Comment.id).join(Comment, Comment.cell_id == BaseCell.id)
    comments = dict(gradebook.db.execute(named.where(Comment.notebook_id == row)).all())
    problem = nb.metadata.get("autograder", {}).get("problem")
    changes: dict[type, list[dict[str, Any]]] = {Grade: [], Comment: []}
    for cell in nb.cells:
        if (name := grade_id(cell)) is None:
            continue
        try:
            if utils.is_grade(cell):
                id, by_hand = grades[name]
                score = _score(cell, problem)
                waits = score is None or by_hand is not None
                changes[Grade].append({"id": id, "auto_score": score, "needs_manual_grade": waits})
            if utils.is_solution(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                said = "No response." if untouched and not problem else None
                changes[Comment].append({"id": comments[name], "auto_comment": said})
        except KeyError:
            raise UserError(
                f"The gradebook has no cell '{name}' of {assignment}/{notebook}, because the source has changed since;"
                f" run `nbgrader generate_assignment {assignment}`"
            ) from None
    for table, values in changes.items():
        if values:
            gradebook.db.execute(update(table), values)
    gradebook.db.commit()


def _score(cell: NotebookNode, problem: str | None) -> float | None:
    """A cell's points; None if a person has to give them."""
    # nbgrader gives full marks to a check without outputs; here, a check without a verdict has no score.
    state = cell.metadata.get("autograder", {}).get("state", State.ERROR)
    if problem or (role(cell) is Role.CHECK and state == State.ERROR):
        return None
    return utils.determine_grade(cell, log)[0]
