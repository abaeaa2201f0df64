"""What the bench of a question is built without: the packages that it forbids, and what the assignment says besides."""

import ast
from functools import lru_cache

from nbformat import NotebookNode

from autograder.assignment import Notebook, Question
from autograder.roles import Role, grade_id, role
from autograder.rules.forbidden import read_entry
from autograder.rules.reading import imported, words
from autograder.scopes import tree

_OURS = words("coursekit.checking.gradients coursekit.checking.differences coursekit.training.solver")  # spared easily


def absences(own: Notebook, release: NotebookNode, question: Question | None = None) -> tuple[set[str], set[str]]:
    """The names that are absent, and the packages among them that a cell may import all the same.

    With a question, all packages that it forbids are. Without one, those that every question with checks forbids, and
    that no cell of the course imports: it may need them.
    """
    ours = set().union(*(_packages(c.source) for c in release.cells if role(c) in (Role.SETUP, Role.EXPERIMENT)))
    everywhere = _forbidden(own.forbid)
    if question:
        some = _forbidden(question.forbid)
        packages = some | (everywhere - ours)
    else:
        checked = {own.question_of(grade_id(cell)) for cell in release.cells if role(cell) is Role.CHECK} - {None}
        some = set.intersection(*(_forbidden(one.forbid) for one in checked)) if checked else set()
        packages = (everywhere | some) - ours
    # What other questions may use, a cell may import, for them; the release's first cell looks for all frameworks.
    named = packages & (ours | some | {*own.frameworks, *own.preload})
    spared = {name for name in _OURS if any(read_entry(text, {}).covers(name) for text in own.forbid)}
    return packages | spared | {read_entry(text, {}).full for text in own.absent}, named


def _forbidden(entries: tuple[str, ...]) -> set[str]:
    """The packages among the entries."""
    found = ((text, read_entry(text, {}).full) for text in entries if "." not in text)
    return {text if "." in full else full for text, full in found}  # keras is a package, and a part of TensorFlow


@lru_cache(maxsize=1000)
def _packages(source: str) -> frozenset[str]:
    """The top-level packages that a cell imports."""
    nodes = (inner for part in tree(source) for inner in ast.walk(part))
    return frozenset(name.partition(".")[0] for node in nodes for name in imported(node))
