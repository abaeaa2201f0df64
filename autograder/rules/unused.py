"""Imports that a question rules out, but that nothing uses: an editor wrote them, and they cost nothing."""

import ast
import re

from nbformat import NotebookNode

from autograder.roles import Role, role
from autograder.rules.forbidden import HARMLESS, read_entry
from autograder.rules.reading import imported
from autograder.rules.violations import Rules, label_of_cell
from autograder.scopes import TooDeep, tree
from autograder.submissions.origin import place


def leave_out_unused_imports(nb: NotebookNode, rules: Rules) -> list[str]:
    """Take them out of a student's cells, where the package may not even be there; a sentence for each."""
    told: list[str] = []
    own = [cell for cell in nb.cells if role(cell) in (Role.ANSWER, Role.ADDED) and cell.cell_type == "code"]
    for cell in own:
        for node in _imports(cell.source):
            text = ast.get_source_segment(cell.source, node)
            lines = cell.source.split("\n")
            alone = text is not None and lines[node.lineno - 1].strip() == text
            others = "\n".join(other.source for other in own).replace(text or "", "")
            names = [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
            used = "*" in names or any(re.search(rf"\b{name}\b", others) for name in names)
            if alone and not used and _is_not_allowed(node, rules):
                lines[node.lineno - 1] = lines[node.lineno - 1].replace(text, f"pass  # left out: {text}")
                cell.source = "\n".join(lines)
                where = place(cell, node.lineno) or f"{label_of_cell(nb, nb.cells.index(cell))}, line {node.lineno}"
                told.append(f"{where}: '{text}' was left out, since nothing uses it.")
    return told


def _imports(source: str) -> list[ast.Import | ast.ImportFrom]:
    try:
        nodes = [node for statement in tree(source) for node in ast.walk(statement)]
    except (TooDeep, RecursionError):  # it is told as a violation
        return []
    return [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def _is_not_allowed(node: ast.Import | ast.ImportFrom, rules: Rules) -> bool:
    names = imported(node)
    entries = [read_entry(text, {}) for question in (None, *rules.questions) for text in rules.forbidden(question)]
    named = any(entry.covers(name) for entry in entries for name in names)
    free = {*rules.allowed_imports, *HARMLESS}
    allowed = not rules.allowed_imports or {name.partition(".")[0] for name in names} <= free
    return named or not allowed
