"""Reads a cell's code without running it: its syntax tree and the names that it defines, imports and uses."""

import ast
import types

from IPython.core.inputtransformer2 import TransformerManager


def without_magics(code: str) -> str:
    """The code with IPython's magics and shell lines made empty, so that line numbers stay the same."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in code.splitlines())


def parse(code: str) -> ast.Module | None:
    """The syntax tree of a cell, which may contain IPython syntax; None if it is not Python."""
    try:
        return ast.parse(TransformerManager().transform_cell(code))
    except (SyntaxError, ValueError, RuntimeError, MemoryError):  # the last two: nested too deeply
        return None


def names_defined(code: str) -> set[str]:
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
    return found


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
