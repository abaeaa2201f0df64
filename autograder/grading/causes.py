"""Names what a student's own cells did to make a check fail, where that is certain.

They took a name away that the check needed, or set an alarm that ended the process.
"""

import ast
import re
from collections.abc import Callable, Collection

from nbformat import NotebookNode

from autograder.cell_code import names_defined, parse
from autograder.grading.setup_cells import STUDENT_ROLES
from autograder.roles import Role, role

_UNDEFINED = re.compile(r"(\w+) is not defined\.")
_DIED = "The Python process with your code died"
_RAISED = re.compile(r'Your code raised (?:AttributeError|TypeError) in your line "(.*)"')
_RAISED_FOR = re.compile(r"Your code raised NameError.*: name '(\w+)' is not defined\.")
_RESET = re.compile(r"^%reset(?:[ \t]+-[a-z]+)*[ \t]+-[a-z]*f[a-z]*(?:[ \t]+-[a-z]+)*[ \t]*$", re.MULTILINE)
_MAGIC = re.compile(r"\A\s*%%(\w+).*\n")
_ALARM_OFF = re.compile(r"signal\.(?:alarm\(|setitimer\(signal\.ITIMER_REAL, )0(?:\.0)?[,)]")
_KEEPS_NAMES = ("time", "capture", "prun")


def cause(message: str, ran: Collection[NotebookNode], label: Callable[[NotebookNode], str]) -> str | None:
    """A sentence about the student's cell that is to blame for a check's message; None if none is for certain.

    ran: the cells before the check that ran without an error, in their order. label: names a cell.
    """
    if message.startswith(_DIED) and (cell := _alarming(ran)):
        told = label(cell)
        return f"{told[0].upper()}{told[1:]} sets an alarm, which ends the process when it rings; take that line away."
    if missing := _UNDEFINED.match(message) or _RAISED_FOR.match(message):
        lost = _lost(missing[1], list(ran), label)
        return lost[0].upper() + lost[1:] if lost else None
    if (raised := _RAISED.match(message)) and (found := _replaced(raised[1], ran)):
        name, module, cell = found
        return f"`{name}` is not {module} any more: {label(cell)} sets it."
    return None


def _alarming(ran: Collection[NotebookNode]) -> NotebookNode | None:
    """The student's cell whose statements set an alarm that none of them catches or turns off."""
    found, names = None, {}
    for cell in (cell for cell in ran if role(cell) in STUDENT_ROLES):
        for statement in getattr(parse(cell.source), "body", ()):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                module = f"{statement.module}." if isinstance(statement, ast.ImportFrom) else ""
                names |= {alias.asname or alias.name: f"{module}{alias.name}" for alias in statement.names}
            first, dot, rest = re.match(r"(\w*)(\W?)(.*)", ast.unparse(statement), re.DOTALL).groups()
            said = f"{names.get(first, first)}{dot}{rest}"
            if _ALARM_OFF.match(said):
                found = None
            elif said.startswith(("signal.alarm(", "signal.setitimer(signal.ITIMER_REAL, ")):
                found = cell
            elif "SIGALRM" in said:
                return None  # somebody waits for it
    return found


def _lost(name: str, ran: list[NotebookNode], label: Callable[[NotebookNode], str]) -> str | None:
    """Why a name is not there, although a cell that ran defines it."""
    found = None
    for position, cell in enumerate(ran):
        magic = _MAGIC.match(cell.source)
        if magic and magic[1] not in _KEEPS_NAMES:
            if name in names_defined(cell.source[magic.end() :]):
                found = f"{label(cell)} begins with %%{magic[1]}, which keeps no names; take that line away."
        elif role(cell) in STUDENT_ROLES and _RESET.search(cell.source):
            defined = any(name in names_defined(other.source) for other in ran[:position])
            found = f"{label(cell)} runs %reset, which deletes all names before it." if defined else found
        elif role(cell) in STUDENT_ROLES and name in _deleted(cell.source):
            found = f"{label(cell)} deletes it."
        elif name in names_defined(cell.source):
            found = None
    return found


def _deleted(code: str) -> set[str]:
    """The names that a cell's own statements delete."""
    deletes = (node for node in getattr(parse(code), "body", ()) if isinstance(node, ast.Delete))
    return {target.id for node in deletes for target in node.targets if isinstance(target, ast.Name)}


def _replaced(line: str, ran: Collection[NotebookNode]) -> tuple[str, str, NotebookNode] | None:
    """A name in a line that a setup cell imported and a student's cell set anew: the name, the module and that cell."""
    modules: dict[str, str] = {}
    setters: dict[str, NotebookNode] = {}
    for cell in ran:
        for node in getattr(parse(cell.source), "body", ()):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    bound = alias.asname or alias.name.partition(".")[0]
                    setters.pop(bound, None)
                    if role(cell) is Role.SETUP:
                        modules[bound] = alias.name
            elif isinstance(node, ast.Assign | ast.AnnAssign) and role(cell) in STUDENT_ROLES:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target] if node.value else []
                names = {target.id for target in targets if isinstance(target, ast.Name)} & {*modules}
                setters |= dict.fromkeys(names, cell)
    found = [name for name in setters if re.search(rf"\b{re.escape(name)}\b", line)]
    return (found[0], modules[found[0]], setters[found[0]]) if found else None
