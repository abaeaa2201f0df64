"""Error carried forward: the session in which the reference's answers stand in for a student's wrong parts."""

import itertools
from collections.abc import Callable, Collection
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.assignment import Notebook
from autograder.cell_code import names_defined, names_imported
from autograder.grading.session import Session
from autograder.roles import Role, grade_id, role


class RightParts:
    """Keeps a session with the student's cells and the reference's answers to some of the questions.

    Parameters
    ----------
    notebook
        The student's notebook.
    source
        The solution, for the reference's answers.
    settings
        The notebook's settings, which say what question a cell belongs to.
    new_session
        Starts a session.
    left_out
        The grade_ids of cells that are not run.
    """

    def __init__(
        self,
        notebook: NotebookNode,
        source: NotebookNode,
        settings: Notebook,
        new_session: Callable[[], Session],
        left_out: Collection[str],
    ):
        self._left_out = left_out
        self._nb, self._settings, self._new_session = notebook, settings, new_session
        self._reference = {grade_id(cell): cell.source for cell in source.cells if role(cell) is Role.ANSWER}
        self._questions: frozenset[str] | None = None
        self._session: Session | None = None

    def session(self, questions: frozenset[str], *, before: str, ran: Collection[NotebookNode]) -> Session:
        """A session in which the cells before a check have run, with right answers to these questions.

        before: the check's grade_id. ran: the student's cells that ran in their own session. It is the last call's
        session, continued, if that had the same questions.
        """
        if self._session is None or self._questions != questions:
            self.close()
            self._questions, self._session = questions, self._new_session()
        for cell in self._cells(questions, before, ran)[self._session.tried :]:
            self._session.run(cell)
        return self._session

    def names(self, questions: Collection[str]) -> list[str]:
        """What the reference's answers to these questions define."""
        own = [source for cell, source in self._reference.items() if self._settings.question_of(cell).id in questions]
        return sorted(set().union(*(names_defined(source) - names_imported(source) for source in own)))

    def close(self) -> None:
        """End the session, if there is one."""
        if self._session:
            self._session.drop()

    def _cells(self, questions: Collection[str], before: str, ran: Collection[NotebookNode]) -> list[NotebookNode]:
        """The student's code cells before a check, with the reference's answer after each answer to these questions.

        The student's answer still runs first, because other cells may use what else it defines.
        """
        ran_ids = {id(cell) for cell in ran}
        found: list[NotebookNode] = []
        for cell in itertools.takewhile(lambda cell: grade_id(cell) != before, self._nb.cells):
            # A course cell that crashed on the student's part may run on the reference's.
            if grade_id(cell) in self._left_out:
                continue
            if id(cell) in ran_ids or role(cell) in (Role.SETUP, Role.EXPERIMENT):
                found.append(deepcopy(cell))
            if role(cell) is Role.ANSWER and self._settings.question_of(grade_id(cell)).id in questions:
                found.append(new_code_cell(self._reference[grade_id(cell)]))
        return found
