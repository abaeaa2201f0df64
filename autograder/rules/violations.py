"""Forbidden names, found by reading the code: the line is named before anything runs, and the question lost.

What `benches.absent` takes out of a bench cannot be used there, read or not; `benches.guard` refuses the rest as it is
used. Read are the answers of a question and whatever they depend on in the student's own cells; cells of ours are not,
and neither is code that Python cannot parse, which fails by itself. Where reading cannot tell what would run (`exec` of
something put together), that is a violation of its own: no homework needs it.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode

from autograder.assignment import RULES_KEY, Assignment, Limits, Question
from autograder.cell_code import names_defined
from autograder.roles import Role, grade_id, label_of_cell, role
from autograder.rules.forbidden import Entry, find_forbidden, find_imports, find_rewriters, find_unreadable, read_entry
from autograder.rules.reach import Reach
from autograder.rules.reading import Reading, imported, students
from autograder.scopes import MOST_CHARACTERS, Statement, TooDeep, check_length, tree
from autograder.submissions.origin import place

_LISTS = ("forbid", "allowed_imports", "frameworks")
_FRAMEWORKS = {"numpy": "NumPy", "torch": "PyTorch tensors", "tensorflow": "TensorFlow"}


@dataclass(frozen=True)
class Violation:
    """One place that breaks a rule. `message` is one sentence for the student."""

    grade_id: str | None  # of the cell it stands in; None in an added cell
    question: str | None  # the question that it costs; None for an answer that belongs to none
    line: int  # of the cell, from 1
    rule: str  # the entry of `forbid`, "import <package>", or "unreadable"
    message: str


@dataclass(frozen=True)
class Rules:
    """What answers in one notebook may use. Made from an assignment, or from what a release says about itself."""

    questions: tuple[Question, ...]
    forbid: tuple[str, ...] = ()
    allowed_imports: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ("numpy",)
    cell_seconds: float = Limits.cell_seconds  # how long a cell may run when it is graded

    @classmethod
    def of(cls, assignment: Assignment, notebook: str) -> "Rules":
        own = assignment.notebooks[notebook]
        return cls(own.questions, own.forbid, own.allowed_imports, own.frameworks, assignment.limits.cell_seconds)

    @classmethod
    def from_metadata(cls, release: NotebookNode) -> "Rules | None":
        """The rules that `Assignment.rules` put into a release; None where there are none, or they are damaged."""
        data = release.metadata.get(RULES_KEY)
        try:
            questions = tuple(Question(**_tuples(question)) for question in data["questions"])
            plain = (tuple(map(str, data[key])) for key in _LISTS)
            return cls(questions, *plain, float(data["cell_seconds"]))
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def question_of(self, name: str) -> Question | None:
        """The question that the cell with this grade_id belongs to."""
        owners = [q for q in self.questions if name == q.id or name.startswith(f"{q.id}_")]
        return max(owners, key=lambda q: len(q.id), default=None)

    def forbidden(self, question: Question | None) -> tuple[str, ...]:
        """The entries that hold for a question: the assignment's and its own."""
        return tuple(dict.fromkeys([*self.forbid, *(question.forbid if question else ())]))

    def restricts(self, question: Question | None) -> bool:
        """Whether there is anything that an answer may not do."""
        return bool(self.forbidden(question) or self.allowed_imports)


def find_violations(nb: NotebookNode, assignment: Assignment, notebook: str) -> list[Violation]:
    """All violations in a rebuilt notebook, by question; within one, the answers' own cells come first."""
    return check_rules(nb, assignment.release(notebook), Rules.of(assignment, notebook))


def check_rules(nb: NotebookNode, release: NotebookNode, rules: Rules) -> list[Violation]:
    """`find_violations` without an assignment: `release` is the pristine notebook that `nb` was rebuilt on."""
    answers: dict[str | None, list[str]] = {}
    questions: dict[str | None, Question | None] = {}
    for cell in nb.cells:
        if role(cell) is Role.ANSWER:
            question = rules.question_of(grade_id(cell))
            key = question.id if question else None
            answers.setdefault(key, []).append(grade_id(cell))
            questions[key] = question
    restricted = [key for key in answers if rules.restricts(questions[key])]
    if not restricted:
        return []
    try:
        check_length(nb.cells)
        asked = _asked(nb, release)
        reading = Reading(nb)
        reach = Reach(reading, asked)
        reader = _Reader(reading, rules, _aliases(nb))
        return [
            violation
            for key in restricted
            for violation in reader.read(questions[key], reach.of(answers[key]), answers[key])
        ]
    except (TooDeep, RecursionError) as fault:
        position = getattr(fault, "position", None)
        return [_too_deep(nb, key, answers[key], position) for key in restricted]


def guard_code(nb: NotebookNode, rules: Rules) -> str:
    """Python that a student's kernel runs before any cell, so that the guard refuses forbidden calls there.

    What only some questions forbid is refused in the cells of their answers, and allowed elsewhere.
    """
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    helpers = [cell.source for cell in cells if role(cell) is Role.ADDED]
    helpers = helpers if sum(map(len, helpers)) <= MOST_CHARACTERS else []  # nobody reads them, so they get no trust
    aliases = _aliases(nb)
    # One rule for all questions that forbid the same: each rule costs time in every module that it guards.
    groups = [(None, rules.forbid)]
    for text in dict.fromkeys(text for question in rules.questions for text in question.forbid):
        groups.append(([question for question in rules.questions if text in question.forbid], (text,)))
    lines = []
    for questions, texts in groups:
        entries = [read_entry(text, aliases) for text in texts]
        if entries:
            names = [(entry.text if entry.method else entry.full, entry.text) for entry in entries]
            free = [cell.source for cell in cells if _is_free(cell, questions, rules)]
            where = "this assignment" if questions is None else "this question"
            lines.append(f"_guard.install({names!r}, {free!r}, {helpers!r}, {where!r})")
    return "\n".join(["import autograder.benches.guard as _guard", *lines, "del _guard"]) if lines else ""


def _is_free(cell: NotebookNode, questions: list[Question] | None, rules: Rules) -> bool:
    """Whether a cell may use what these questions (None: all) forbid. Added cells are looked at in the guard."""
    if role(cell) is Role.ANSWER and questions is not None:
        return rules.question_of(grade_id(cell)) not in questions
    return role(cell) not in (Role.ANSWER, Role.ADDED)


class _Reader:
    """Reads a question's statements and words what breaks its rules."""

    def __init__(self, reading: Reading, rules: Rules, aliases: dict[str, str]):
        self._reading = reading
        self._rules = rules
        self._aliases = aliases
        self._rewriters = [
            (statement, node, what)
            for statement in reading.statements
            if students(statement)
            for node, what in find_rewriters(reading, statement)
        ]

    def read(self, question: Question | None, reached: list[Statement], answers: list[str]) -> list[Violation]:
        entries = [read_entry(text, self._aliases) for text in self._rules.forbidden(question)]
        found: list[tuple[Statement, ast.AST, str, str]] = []
        for statement in reached:
            for node, entry in find_forbidden(self._reading, statement, entries):
                found.append((statement, node, entry.text, f"'{entry.text}' may not be used in this question"))
            for node, package in self._imports(statement, entries):
                allowed = ", ".join(self._rules.allowed_imports)
                what = f"'{package}' may not be imported in this question (allowed: {allowed})"
                found.append((statement, node, f"import {package}", what))
            for node, what in find_unreadable(self._reading, statement):
                found.append((statement, node, "unreadable", f"{what} may run what this question rules out"))
        for statement, node, what in self._rewriters:
            found.append((statement, node, "unreadable", f"{what} changes how cells are understood"))
        return [*self._violations(question, found, answers)]

    def _imports(self, statement: Statement, entries: list[Entry]) -> Iterator[tuple[ast.AST, str]]:
        """Imports of packages that are not allowed. Those that an entry of `forbid` names are told as such."""
        if self._rules.allowed_imports:
            found = find_imports(self._reading, statement, self._rules.allowed_imports)
            yield from (one for one in found if not any(entry.covers(one[1]) for entry in entries))

    def _violations(
        self, question: Question | None, found: Iterable[tuple[Statement, ast.AST, str, str]], answers: list[str]
    ) -> Iterator[Violation]:
        told: set[tuple] = set()
        own_first = sorted(found, key=lambda f: (f[0].grade_id not in answers, f[0].index, f[1].lineno))
        for statement, node, rule, what in own_first:
            if (statement.position, node.lineno, rule) not in told:
                told.add((statement.position, node.lineno, rule))
                message = f"{self._where(statement, node.lineno, answers)}: {what}; {self._advice(rule, question)}"
                yield Violation(statement.grade_id, question.id if question else None, node.lineno, rule, message)

    def _where(self, statement: Statement, line: int, answers: list[str]) -> str:
        if where := place(statement.cell, line):
            return where
        if statement.grade_id in answers:
            return f"{statement.grade_id}, line {line}"
        return f"{label_of_cell(self._reading.notebook, statement.position)}, line {line} (used by {answers[0]})"

    def _advice(self, rule: str, question: Question | None) -> str:
        if rule == "unreadable":
            return "write the code out"
        usable = (name for name in self._rules.frameworks if name not in self._rules.forbidden(question))
        names = [_FRAMEWORKS.get(name, name) for name in usable]
        return f"write it by hand with {' or '.join(names) or 'NumPy'}"


def _too_deep(nb: NotebookNode, question: str | None, answers: list[str], position: int | None) -> Violation:
    where = label_of_cell(nb, position) if position is not None else answers[0]
    name = grade_id(nb.cells[position]) if position is not None else answers[0]
    message = (
        f"{where}: the code is too long or too deeply nested to be read, or has too many lines that begin with % or !;"
        " write it in simpler steps"
    )
    return Violation(name, question, 1, "unreadable", message)


def _asked(nb: NotebookNode, release: NotebookNode) -> dict[str, frozenset[str]]:
    """For each answer, the names it must define: those of the hand-out's stub, or else all that it does define."""
    stubs = {grade_id(cell): names_defined(cell.source) for cell in release.cells if role(cell) is Role.ANSWER}
    written = {grade_id(cell): names_defined(cell.source) for cell in nb.cells if role(cell) is Role.ANSWER}
    return {name: stubs.get(name) or names for name, names in written.items()}


def _aliases(nb: NotebookNode) -> dict[str, str]:
    """What the notebook's locked cells import under another name, by that name."""
    locked = (cell.source for cell in nb.cells if role(cell) in (Role.SETUP, Role.EXPERIMENT))
    return {name: full for source in locked for name, full in _imported_as(source).items()}


@lru_cache(maxsize=1000)
def _imported_as(source: str) -> dict[str, str]:
    """What a cell imports under another name, by that name."""
    nodes = (inner for part in tree(source) for inner in ast.walk(part))
    named = (pair for node in nodes if imported(node) for pair in zip(node.names, imported(node), strict=True))
    return {alias.asname or alias.name: full for alias, full in named if (alias.asname or alias.name) != full}


def _tuples(values: dict) -> dict:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
