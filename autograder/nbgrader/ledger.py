"""The ledger: an extra table in nbgrader's database that lists the completely recorded submissions.

It is in the database and not in a file, so that it is deleted with the gradebook and always agrees with it.
"""

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from sqlalchemy import Column, MetaData, String, Table, select

_TABLE = Table(
    "autograder_ledger",
    MetaData(),
    Column(
        "submission", String(32), primary_key=True
    ),  # nbgrader's id, which is new if a submission is removed and recorded again
    Column("fingerprint", String(64), nullable=False),
    Column("late", String, nullable=False),  # what the late penalty was computed from
)


class Ledger:
    """The ledger of an open gradebook; creates the table if it is missing."""

    def __init__(self, gradebook: Gradebook):
        self._gradebook = gradebook
        _TABLE.create(gradebook.engine, checkfirst=True)

    def read(self, assignment: str, late_rules: str) -> dict[str, str]:
        """Each student's fingerprint, in one query, without those whose late penalty would now be another."""
        kept = (_TABLE.c.fingerprint, _TABLE.c.late)
        rows = self._gradebook.db.execute(
            select(Student.id, SubmittedAssignment.extension, Assignment.duedate, *kept)
            .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(_TABLE, _TABLE.c.submission == SubmittedAssignment.id)
            .where(Assignment.name == assignment)
        ).all()
        self._gradebook.db.rollback()  # ends the transaction, so that nothing stays locked
        return {
            student: fingerprint
            for student, extension, duedate, fingerprint, late in rows
            if late == _late(extension, duedate, late_rules)
        }

    def write(self, assignment: str, student: str, fingerprint: str | None, late_rules: str) -> None:
        """Mark a submission as recorded, as the last step of recording; with None, as not recorded."""
        submission = self._gradebook.find_submission(assignment, student)
        session = self._gradebook.db
        session.execute(_TABLE.delete().where(_TABLE.c.submission == submission.id))
        if fingerprint is not None:
            late = _late(submission.extension, submission.assignment.duedate, late_rules)
            session.execute(_TABLE.insert().values(submission=submission.id, fingerprint=fingerprint, late=late))
        session.commit()

    def forget(self, assignment: str, student: str) -> None:
        """Mark a submission, if there is one, as not recorded."""
        try:
            self.write(assignment, student, None, "")
        except MissingEntry:
            return


def _late(extension: object, duedate: object, rules: str) -> str:
    return f"{extension} {duedate} {rules}"
