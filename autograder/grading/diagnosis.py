"""Says which known mistake a student made in a question: the one that gives all values that its failed checks compared.

What fits a single check is found by `checking.mistakes`. A mistake is named only if it fits every failed check whose
values tell something, if it loses the same checks of the question as the student, and if no other one fits as well.
"""

from collections.abc import Iterable

from autograder.assignment import Assignment, Notebook
from autograder.checking.mistakes import Known
from autograder.results import CheckResult, FoundMistake
from autograder.sample_answers import Answer


def as_examined(assignment: Assignment, notebook: str) -> list[Known]:
    """The known mistakes for the examiner: those whose cells are all of one question."""
    settings = assignment.notebooks[notebook]
    return [
        (mistake.name, [*mistake.loses], [*mistake.cells.values()])
        for mistake in assignment.known_mistakes(notebook)
        if len(questions_of(mistake, settings)) == 1
    ]


def questions_of(mistake: Answer, settings: Notebook) -> set[str]:
    """The questions whose cells a mistake replaces."""
    owners = (settings.question_of(cell.removeprefix("+after ")) for cell in mistake.cells)
    return {question.id for question in owners if question}


class Diagnosis:
    """Collects what fits the failed checks of one submission."""

    def __init__(self, assignment: Assignment, notebook: str):
        self._known = {mistake.name: mistake for mistake in assignment.known_mistakes(notebook)}
        self._settings = assignment.notebooks[notebook]
        self._fitting: dict[str, dict[str, set[str]]] = {}  # question -> check -> names of the mistakes that fit it

    def note(self, check: CheckResult, fitting: Iterable[str] | None) -> None:
        """Note the known mistakes that fit a failed check; None if its values tell nothing."""
        if fitting is not None:
            self._fitting.setdefault(check.question, {})[check.grade_id] = set(fitting)

    def suspects(self, question: str) -> set[str] | None:
        """The known mistakes that fit all failed checks of a question so far; None if none of them told anything."""
        by_check = self._fitting.get(question)
        return set.intersection(*by_check.values()) if by_check else None

    def found(self, checks: Iterable[CheckResult]) -> list[FoundMistake]:
        """For each question with a known mistake, that mistake."""
        lost: dict[str, set[str]] = {}
        for check in checks:
            if check.points != check.max_points:
                lost.setdefault(check.question, set()).add(check.grade_id)
        return [
            FoundMistake(question, sorted(names), sentences.pop() if len(sentences) == 1 else "")
            for question, by_check in self._fitting.items()
            if (names := self._that_lose(question, lost.get(question, set()), set.intersection(*by_check.values())))
            and (sentences := {self._known[name].why for name in names})
        ]

    def _that_lose(self, question: str, lost: set[str], names: set[str]) -> set[str]:
        """Those of the mistakes that lose these checks of a question and no others."""
        own = {name: {check for check in self._known[name].loses if self._is_of(check, question)} for name in names}
        return {name for name in names if own[name] == lost}

    def _is_of(self, check: str, question: str) -> bool:
        found = self._settings.question_of(check)
        return found is not None and found.id == question
