"""Reads a cell's code without running it: its syntax tree and the names that it defines, imports and uses."""

import ast
import re
import types
import warnings
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

MAX_COST = 300_000  # of a cell that is read for its names
_COMMANDS = ("%", "!", "?", ",", ";", "/")  # with which a line in IPython's own syntax begins
_ASSIGNED = re.compile(r"=[ \t]*[%!]")


def without_magics(code: str) -> str:
    """The code with IPython's magics and shell lines made empty, so that line numbers stay the same."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in code.splitlines())


class Unreadable(Exception):
    """Code that is nested too deeply for Python's parser, or has too many lines in IPython's own syntax."""


def cost(code: str) -> int:
    """Of reading a cell, in characters: IPython reads it anew, and slowly, for each line in its own syntax."""
    return len(code) * (1 + 3 * sum(map(_may_be_special, code.splitlines())))


def _may_be_special(line: str) -> bool:
    line = line.strip()
    asks = line.endswith("?") and "#" not in line
    return line.startswith(_COMMANDS) or asks or bool(_ASSIGNED.search(line))


def as_python(code: str, most: int) -> tuple[str, ast.Module] | None:
    """A cell, which may contain IPython syntax, as Python and as its syntax tree; None if IPython could not run it.

    Raises `Unreadable`, also if IPython has to read it and that costs more than `most`. Python as it stands is not
    given to IPython, which takes ten times as long.
    """
    for translated in (str, _from_ipython):
        if translated is _from_ipython and cost(code) > most + len(code):
            raise Unreadable(code[:80])
        try:
            with warnings.catch_warnings(action="ignore"):  # they are about the student's code, and for the student
                return (python := translated(code)), ast.parse(python)
        except (SyntaxError, ValueError):  # ValueError: a null byte, half of a surrogate pair
            continue
        except (RecursionError, MemoryError):
            raise Unreadable(code[:80]) from None
    return None


def _from_ipython(code: str) -> str:
    """The code as Python, with the empty lines at its top that IPython leaves out, so that line numbers mostly stay.

    Raises SyntaxError for what IPython does not understand.
    """
    empty = code[: len(code) - len(code.lstrip())].count("\n")
    try:
        return "\n" * empty + TransformerManager().transform_cell(code)
    except (RecursionError, MemoryError):
        raise
    except Exception as odd:  # an IndexError, for instance, for a magic that breaks off
        raise SyntaxError(f"IPython cannot read it ({type(odd).__name__})") from None


def parse(code: str) -> ast.Module | None:
    """The syntax tree of a cell; None if it is not Python, or cannot be read in a fraction of a second."""
    try:
        found = as_python(code, MAX_COST)
    except Unreadable:
        return None
    return found[1] if found else None


@lru_cache(maxsize=1000)  # the hand-out's cells are the same in every submission
def names_defined(code: str) -> frozenset[str]:
    """The names that a cell binds at its top level; empty if it is not Python."""
    tree = parse(code)
    found: set[str] = set()
    waiting = list(tree.body) if tree else []
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
                continue  # names bound in it are local
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
            case ast.alias():
                found.add((node.asname or node.name).split(".")[0])
        waiting += ast.iter_child_nodes(node)
    return frozenset(found)


def names_imported(code: str) -> set[str]:
    """The names that a cell's imports bind, anywhere in the cell."""
    tree = parse(code)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)] if tree else []
    return {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}


def functions_defined(code: str) -> set[str]:
    """The functions that a cell defines at its top level."""
    tree = parse(code)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} if tree else set()


def names_used(code: types.CodeType) -> set[str]:
    """All names that a code object and the functions in it look up."""
    inner = (names_used(const) for const in code.co_consts if isinstance(const, types.CodeType))
    return set(code.co_names).union(*inner)
