"""Puts the answers in modules into the cells of the notebook that asks for them, each with what it needs.

A module is read as a whole before anything of it is called, a notebook from top to bottom. So each statement of the
modules goes into the cell of the first answer that needs it, directly or not, in the order of the modules.
"""

import ast
import math
from collections import defaultdict
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.cell_code import names_defined
from autograder.roles import Role, grade_id, role
from autograder.scopes import ScopeBuilder
from autograder.submissions.forms.linking import Linked, link
from autograder.submissions.forms.modules import Module
from autograder.submissions.names import printable
from autograder.submissions.origin import Block, set_origin


@dataclass(eq=False)
class _Unit:
    """Statements that share lines of a module: nearly always one."""

    file: str
    start: int  # the first of its lines, from 1, with the comment above
    lines: list[str]
    nodes: list[ast.stmt]
    binds: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    cell: float = math.inf  # the index of the released cell that it goes into; infinite if no answer needs it

    @property
    def imports(self) -> bool:
        return all(isinstance(node, ast.Import | ast.ImportFrom) for node in self.nodes)

    @property
    def end(self) -> int:
        return self.start + len(self.lines) - 1


def compose(
    release: NotebookNode, define: dict[str, set[str]], modules: list[Module]
) -> tuple[NotebookNode, list[str]]:
    """The release with the modules' answers in its cells, and sentences about what could not be read or linked.

    define: see `recognise.answers_define`. modules: those that count, each after those that it imports. Raises
    `linking.Clash`.
    """
    nb = NotebookNode(
        nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=[cell.copy() for cell in release.cells]
    )
    place = {name: p for p, cell in enumerate(nb.cells) for name in define.get(grade_id(cell), ())}
    given = set().union(*(names_defined(cell.source) for cell in nb.cells if role(cell) is Role.SETUP))
    texts, sentences = link(modules, set(place), given)
    units = [unit for text in texts for unit in _units(text)]
    _assign(units, texts, place)
    broken = [module for module in modules if module.fault]
    sentences = [f"{module.fault}; nothing of this file could be read." for module in broken] + sentences
    faults = {place[name]: module.fault for module in broken for name in module.bound if name in place}
    content: dict[int, list[_Unit]] = defaultdict(list)
    for unit in units:
        if unit.cell < math.inf:
            content[int(unit.cell)].append(unit)
    for p in {*content, *faults}:
        _fill(nb.cells[p], content[p], faults.get(p))
    _point_to_hosts(nb, units, place, {*content, *faults})
    if (future := [unit for unit in units if _is_future(unit)]) and content:
        code = "\n".join(dict.fromkeys(line for unit in future for line in unit.lines))
        nb.cells.insert(min(content), new_code_cell(code))
    return nb, sentences


# --- a module's statements ---


def _units(text: Linked) -> list[_Unit]:
    lines, file = text.text.split("\n"), printable(text.module.file)
    found: list[_Unit] = []
    for line, code in text.aliases:
        found.append(_Unit(file, line, [code], ast.parse(code).body))
    for node in ast.parse(text.text).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        if found and first <= found[-1].end and found[-1].lines is not None and not _is_alias(found[-1], text):
            found[-1].nodes.append(node)
            found[-1].lines = lines[found[-1].start - 1 : max(found[-1].end, node.end_lineno)]
            continue
        start = first
        while start > 1 and lines[start - 2].startswith("#") and (not found or start - 1 > found[-1].end):
            start -= 1
        found.append(_Unit(file, start, lines[start - 1 : node.end_lineno], [node]))
    found = [unit for unit in found if not _is_left_out(unit)]
    for unit in found:
        scopes = ScopeBuilder()
        scopes.add(unit.nodes, 0)
        unit.binds = scopes.module.bound
        for node, scope in scopes.where.items():
            if isinstance(node, ast.Name) and scope.find(node.id) in (None, scopes.module):
                unit.uses.add(node.id)
    return found


def _is_alias(unit: _Unit, text: Linked) -> bool:
    return (unit.start, "\n".join(unit.lines)) in text.aliases


def _is_left_out(unit: _Unit) -> bool:
    """Whether it does nothing when the module is imported: texts, `pass`, `if __name__ == "__main__":`."""
    return all(_does_nothing(node) for node in unit.nodes)


def _does_nothing(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]), orelse=[]):
            return True
    return False


def _is_future(unit: _Unit) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in unit.nodes)


# --- which cell each belongs to ---


def _assign(units: list[_Unit], texts: list[Linked], place: dict[str, int]) -> None:
    binders: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        for name in unit.binds:
            binders[name].append(unit)
            unit.cell = min(unit.cell, place.get(name, math.inf))
    _pull(units, binders)
    # Statements that bind nothing run right after what they are about; if that is nothing, before what follows.
    for file in dict.fromkeys(unit.file for unit in units):
        following = math.inf
        for unit in reversed([unit for unit in units if unit.file == file]):
            if not unit.binds or _takes_all(unit):
                about = [other.cell for name in unit.uses for other in binders[name] if not other.imports]
                unit.cell = max(about, default=following)
            following = min(following, unit.cell)
    _pull(units, binders)
    for unit in units:
        if _is_future(unit):
            unit.cell = math.inf


def _takes_all(unit: _Unit) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in unit.nodes)


def _pull(units: list[_Unit], binders: dict[str, list[_Unit]]) -> None:
    """Have everything that a statement uses stand no later than the statement."""
    waiting = [unit for unit in units if unit.cell < math.inf]
    while waiting:
        unit = waiting.pop()
        for name in unit.uses | unit.binds:  # all statements that bind a name belong together
            for other in binders[name]:
                if other.cell > unit.cell:
                    other.cell = unit.cell
                    waiting.append(other)


# --- the cells ---


def _fill(cell: NotebookNode, units: list[_Unit], fault: str | None) -> None:
    lines: list[str] = []
    blocks: list[Block] = []
    before: _Unit | None = None
    for unit in units:
        if before is None or before.file != unit.file or unit.start != before.end + 1:
            lines += [""] * bool(lines)
            lines.append(f"# {unit.file}, line {unit.start}")
            blocks.append((len(lines) + 1, unit.file, unit.start))
        lines += unit.lines
        before = unit
    if fault:
        blocks.append((len(lines) + 1, "", 0))
        lines.append(f"raise ImportError({fault!r})")
    cell.source = "\n".join(lines)
    cell.metadata = NotebookNode(cell.metadata)
    set_origin(cell, blocks)


def _point_to_hosts(nb: NotebookNode, units: list[_Unit], place: dict[str, int], filled: set[int]) -> None:
    """Answers that stand in an earlier cell, because another answer needs them, are named in their own."""
    for unit in units:
        for p in {place[name] for name in unit.binds & place.keys()} - filled:
            if unit.cell < p:
                nb.cells[p].source = f'# This answer is in the cell "{grade_id(nb.cells[int(unit.cell)])}".'
