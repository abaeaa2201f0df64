"""Imports that a question rules out, but that nothing uses: an editor wrote them, and they cost nothing."""

import ast
import re
from collections.abc import Container, Iterable

from nbformat import NotebookNode

from autograder.roles import Role, label_of_cell, role
from autograder.rules.forbidden import HARMLESS, read_entry
from autograder.rules.reading import imported
from autograder.rules.violations import Rules
from autograder.scopes import TooDeep, check_length, tree
from autograder.submissions.origin import place

ImportNode = ast.Import | ast.ImportFrom
_WORD = re.compile(r"\w+")


def leave_out_unused_imports(nb: NotebookNode, rules: Rules) -> list[str]:
    """Put `pass` in their place in a student's cells, since the package may not even be there; a sentence for each."""
    own = [cell for cell in nb.cells if role(cell) in (Role.ANSWER, Role.ADDED) and cell.cell_type == "code"]
    try:
        check_length(nb.cells)
        imports = [(cell, _imports_alone(cell)) for cell in own]
    except (TooDeep, RecursionError):  # it is told as a violation
        return []
    used = _words_beside(imports) | {"*"}
    told: list[str] = []
    for cell, alone in imports:
        lines = cell.source.split("\n")
        for line, node in alone.items():
            names = {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
            if names.isdisjoint(used) and _is_not_allowed(node, rules):
                text = lines[line - 1].strip()
                lines[line - 1] = lines[line - 1].replace(text, f"pass  # left out: {text}")
                where = place(cell, line) or f"{label_of_cell(nb, nb.cells.index(cell))}, line {line}"
                told.append(f"{where}: '{text}' was left out, since nothing uses it.")
        cell.source = "\n".join(lines)
    return told


def _imports_alone(cell: NotebookNode) -> dict[int, ImportNode]:
    """The imports that have a line of the cell to themselves, by its number."""
    lines = cell.source.split("\n")
    nodes = (node for statement in tree(cell.source) for node in ast.walk(statement))
    found = {node.lineno: node for node in nodes if isinstance(node, ImportNode) and node.lineno == node.end_lineno}
    return {line: node for line, node in found.items() if line <= len(lines) and _is_all_of(lines[line - 1], node)}


def _is_all_of(line: str, node: ImportNode) -> bool:
    """Whether a line is this import alone. Where IPython joins lines, the node may have another line's number."""
    line = line.strip()
    same_length = len(line.encode("utf-8", "replace")) == node.end_col_offset - node.col_offset
    return same_length and line.startswith(("import", "from"))


def _words_beside(imports: Iterable[tuple[NotebookNode, Container[int]]]) -> set[str]:
    """All words in these cells, but those in the lines of these numbers."""
    lines = ((numbers, line, text) for cell, numbers in imports for line, text in enumerate(cell.source.split("\n"), 1))
    return {word for numbers, line, text in lines if line not in numbers for word in _WORD.findall(text)}


def _is_not_allowed(node: ImportNode, rules: Rules) -> bool:
    names = imported(node)
    entries = [read_entry(text, {}) for question in (None, *rules.questions) for text in rules.forbidden(question)]
    named = any(entry.covers(name) for entry in entries for name in names)
    roots = {name.partition(".")[0] for name in names}
    return named or (bool(rules.allowed_imports) and not roots <= {*rules.allowed_imports, *HARMLESS})
