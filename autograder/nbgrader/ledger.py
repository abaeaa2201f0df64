"""Which submissions the gradebook has completely, and by what: a table of ours in nbgrader's database.

It is there, not in a file, so that it is gone when the gradebook is, and never says more than the gradebook has.
"""

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment
from sqlalchemy import Column, MetaData, String, Table, select

_TABLE = Table(
    "autograder_ledger",
    MetaData(),
    Column("submission", String(32), primary_key=True),  # nbgrader's id: another one once it was removed
    Column("fingerprint", String(64), nullable=False),
    Column("late", String, nullable=False),  # what its late penalty was decided by
)


class Ledger:
    """The ledger of an open gradebook; makes the table where it is missing."""

    def __init__(self, gradebook: Gradebook):
        self._gradebook = gradebook
        _TABLE.create(gradebook.engine, checkfirst=True)

    def read(self, assignment: str, late_rules: str) -> dict[str, str]:
        """Each student's fingerprint, in one query. Left out are those whose late penalty was decided otherwise."""
        kept = (_TABLE.c.fingerprint, _TABLE.c.late)
        rows = self._gradebook.db.execute(
            select(Student.id, SubmittedAssignment.extension, Assignment.duedate, *kept)
            .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(_TABLE, _TABLE.c.submission == SubmittedAssignment.id)
            .where(Assignment.name == assignment)
        ).all()
        self._gradebook.db.rollback()  # nothing was changed, and nothing stays locked
        return {
            student: fingerprint
            for student, extension, duedate, fingerprint, late in rows
            if late == _late(extension, duedate, late_rules)
        }

    def write(self, assignment: str, student: str, fingerprint: str | None, late_rules: str) -> None:
        """Say that a submission is recorded, as the last thing that is done about it; None: that it is to be again."""
        submission = self._gradebook.find_submission(assignment, student)
        session = self._gradebook.db
        session.execute(_TABLE.delete().where(_TABLE.c.submission == submission.id))
        if fingerprint is not None:
            late = _late(submission.extension, submission.assignment.duedate, late_rules)
            session.execute(_TABLE.insert().values(submission=submission.id, fingerprint=fingerprint, late=late))
        session.commit()

    def forget(self, assignment: str, student: str) -> None:
        """Have a submission recorded again, if there is one."""
        try:
            self.write(assignment, student, None, "")
        except MissingEntry:
            return


def _late(extension: object, duedate: object, rules: str) -> str:
    return f"{extension} {duedate} {rules}"
